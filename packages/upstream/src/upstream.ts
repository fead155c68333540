import type { Socket } from "node:net";
import type { Act, Address } from "@gatecrash/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { adoptedStage } from "./adopt.ts";
import { Connection } from "./connection.ts";
import type { HealthyServer } from "./healthy.ts";
import { Injection } from "./injection.ts";
import type { InjectionSetup } from "./injection.ts";
import type { Journal } from "./journal.ts";
import { Listener, listenerStage } from "./listener.ts";
import { connectionStage } from "./perform.ts";
import { play } from "./play.ts";

export interface UpstreamOptions {
  trial_id: string;
  journal: Journal;
  healthy: HealthyServer;
  /** Given in a worker process, where acts may take the whole process. */
  supervise?: (act: Act) => Promise<void>;
}

interface Accepted {
  upstream: Upstream;
  server: number;
  connection: number;
}

/** Which upstream a socket belongs to, for requests that the healthy server reads. */
const acceptedBy = new WeakMap<Socket, Accepted>();

/** The healthy server's hook: lets the upstream of a request's socket choose a fault for it. */
export async function chooseForRequest(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const accepted = acceptedBy.get(request.raw.socket);
  await accepted?.upstream.onRequest(accepted, request, reply);
}

/** The servers behind one front, their injected faults and their open connections. */
export class Upstream {
  readonly #options: UpstreamOptions;
  readonly #listeners: Listener[] = [];
  readonly #injections = new Map<number, Injection[]>();
  readonly #open = new Set<Socket>();
  readonly #playing = new Set<Promise<unknown>>();
  readonly #inattentive = new Set<Socket>();
  #waiting: (() => void)[] = [];
  #connections = 0;

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** Opens one more server of this upstream. */
  async listen(address: Address): Promise<Address> {
    const server = this.#listeners.length;
    const listener = new Listener(address, (socket) => {
      this.#accept(socket, server);
    });
    this.#listeners.push(listener);
    this.#injections.set(server, []);
    return listener.listen();
  }

  get addresses(): Address[] {
    return this.#listeners.map((listener) => listener.address);
  }

  /** Connections that are open now. */
  get openConnections(): number {
    return this.#open.size;
  }

  /** Makes a fault active on some of the servers, or on all. */
  async inject(setup: InjectionSetup, servers?: readonly number[]): Promise<Injection> {
    const injection = new Injection(setup);
    const chosen = servers ?? [...this.#listeners.keys()];
    for (const server of chosen) this.#injections.get(server)?.push(injection);
    if (setup.scope === "listener") await this.#playOnListeners(injection, chosen);
    return injection;
  }

  /** Ends a fault: its silent connections are closed, its listeners listen again. */
  async heal(injection: Injection): Promise<void> {
    injection.heal();
    for (const [server, list] of this.#injections) {
      if (!list.includes(injection)) continue;
      this.#injections.set(
        server,
        list.filter((each) => each !== injection),
      );
      if (injection.setup.scope === "listener") await this.#listeners[server]?.heal();
    }
  }

  /** Waits until no script is at work and every connection is closed, but not for ever. */
  async settle(ms_max: number): Promise<void> {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#wake();
    }, ms_max);
    const busy = () => [...this.#open].some((socket) => !this.#inattentive.has(socket));
    while (busy() && !over) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    clearTimeout(timer);
  }

  /** Stops listening and ends every connection. */
  async close(): Promise<void> {
    for (const list of this.#injections.values()) for (const each of list) each.heal();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    for (const socket of this.#open) socket.destroy();
    await Promise.all(this.#playing);
  }

  #accept(socket: Socket, server: number): void {
    this.#connections += 1;
    const { trial_id, journal, healthy } = this.#options;
    const connection = this.#connections;
    const accepted: Accepted = { upstream: this, server, connection };
    acceptedBy.set(socket, accepted);
    this.#open.add(socket);
    const injection = this.#chooseForConnection(server);
    const peer_port = socket.remotePort ?? 0;
    const faulty = injection !== undefined;
    journal({
      kind: "connection-opened",
      trial_id,
      connection,
      upstream: server,
      peer_port,
      faulty,
    });
    let by: "peer-fin" | "peer-rst" | "upstream" = "upstream";
    socket.once("end", () => (by = socket.writableEnded ? by : "peer-fin"));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNRESET" || error.code === "EPIPE") by = "peer-rst";
    });
    socket.once("close", () => {
      this.#open.delete(socket);
      this.#inattentive.delete(socket);
      this.#wake();
      const { bytesRead: received_bytes, bytesWritten: sent_bytes } = socket;
      journal({ kind: "connection-closed", trial_id, connection, by, received_bytes, sent_bytes });
    });
    if (injection) this.#playOnConnection(injection, socket, connection);
    else healthy.take(socket);
  }

  #chooseForConnection(server: number): Injection | undefined {
    const occasion = { at_ms: performance.now() };
    return this.#injections
      .get(server)
      ?.find((each) => each.perConnection && each.choose(occasion));
  }

  #playOnConnection(injection: Injection, socket: Socket, connection: number): void {
    const raw = new Connection(socket);
    const { signal } = injection;
    const { trial_id, journal, healthy, supervise } = this.#options;
    const stage = connectionStage(raw, {
      signal,
      handOver: (given) => {
        healthy.take(given.release());
      },
      onStopReading: () => this.#inattentive.add(socket),
      ...(supervise ? { supervise } : {}),
    });
    this.#track(async () => {
      const end = await play(injection.open(), stage, { trial_id, connection, journal });
      if (stage.handedOver()) return;
      // A script that says nothing of the end leaves a polite one; a healed one ends at once.
      if (end === "done" && !socket.writableEnded) await raw.finish(signal);
      else if (end !== "done") socket.destroy();
    });
  }

  async #playOnListeners(injection: Injection, servers: readonly number[]): Promise<void> {
    const { trial_id, journal, supervise } = this.#options;
    const listeners = servers
      .map((index) => this.#listeners[index])
      .filter((each) => each !== undefined);
    const stage = listenerStage(listeners, injection.signal, supervise);
    await play(injection.open(), stage, { trial_id, connection: 0, journal });
  }

  /** Chooses a fault for a request on a connection that went to the healthy server. */
  async onRequest(accepted: Accepted, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const list = this.#injections.get(accepted.server) ?? [];
    if (list.length === 0) return;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const asked = { method: request.method, path: request.url, headers };
    const occasion = { at_ms: performance.now(), request: asked };
    const injection = list.find((each) => each.perRequest && each.choose(occasion));
    if (injection) await this.playOnRequest(injection, accepted.connection, request, reply);
  }

  /** Performs a fault on one request that the healthy server has read. */
  async playOnRequest(
    injection: Injection,
    connection: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { trial_id, journal } = this.#options;
    const { socket } = request.raw;
    const { stage, handedBack } = adoptedStage(request.raw, injection.signal, () => {
      if (!reply.sent) reply.hijack();
    });
    const end = await play(injection.open(), stage, { trial_id, connection, journal });
    if (handedBack() && !reply.sent) return;
    if (!reply.sent) reply.hijack();
    if (end === "done" && !socket.writableEnded) socket.end();
    else if (end !== "done") socket.destroy();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }

  #track(work: () => Promise<void>): void {
    const running = work().finally(() => this.#playing.delete(running));
    this.#playing.add(running);
  }
}
