import { setMaxListeners } from "node:events";
import type { Socket } from "node:net";
import { insideTls } from "@gatecrash/core";
import type { Address } from "@gatecrash/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { AcceptedConnections, acceptedOf, nameSecure } from "./accepted.ts";
import { adoptedStage, endSocket } from "./adopt.ts";
import { Barriers } from "./barriers.ts";
import { Connection } from "./connection.ts";
import type { Performed } from "./performed.ts";
import { Injection } from "./injection.ts";
import type { InjectionSetup } from "./injection.ts";
import { Listener } from "./listener.ts";
import { moveListener, type Moving } from "./moving.ts";
import { NetworkFaults } from "./network-faults.ts";
import { connectionStage } from "./perform.ts";
import type { ConnectionStageOptions } from "./perform.ts";
import { play } from "./play.ts";
import { skipProxyHeader } from "./proxy-header.ts";
import { secureConnection } from "./tls/secure.ts";
import type { UpstreamOptions } from "./upstream-options.ts";

/** Which upstream a socket belongs to, for requests that the healthy server reads. */
const upstreamOf = new WeakMap<AcceptedConnections, Upstream>();

/** The healthy server's hook: lets the upstream of a request's socket choose a fault for it. */
export function chooseForRequest(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> | undefined {
  const accepted = acceptedOf(request.raw.socket);
  return accepted && upstreamOf.get(accepted.owner)?.onRequest(request, reply);
}

/** The servers behind one front, their injected faults and their open connections. */
export class Upstream {
  readonly #options: UpstreamOptions;
  readonly #listeners: Listener[] = [];
  readonly #injections = new Map<number, Injection[]>();
  readonly #accepted: AcceptedConnections;
  readonly #playing = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  readonly #faults: NetworkFaults;
  readonly #barriers = new Barriers();
  #connections = 0;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#accepted = new AcceptedConnections(options.journal);
    this.#faults = new NetworkFaults(options);
    upstreamOf.set(this.#accepted, this);
    setMaxListeners(0, this.#closing.signal);
  }

  /** Opens one more server of this upstream. */
  async listen(address: Address): Promise<Address> {
    const server = this.#listeners.length;
    const listener = this.#listener(address, server);
    this.#listeners.push(listener);
    this.#injections.set(server, []);
    return listener.listen();
  }

  #listener(address: Address, server: number): Listener {
    const accept = (socket: Socket) => this.#accept(socket, server);
    const { proxied = false } = this.#options;
    return new Listener(address, proxied ? (each) => skipProxyHeader(each, accept) : accept);
  }

  /** Lets acts on a connection move the server that accepted it, or stop it from listening. */
  #serverActs(socket: Socket): Pick<ConnectionStageOptions, "move" | "refuse"> {
    const { moving } = this.#options;
    const server = acceptedOf(socket)?.server ?? 0;
    const listener = this.#listeners[server];
    return {
      ...(moving ? { move: () => this.#move(server, moving) } : {}),
      ...(listener ? { refuse: (ms: number | undefined) => listener.refuse(ms) } : {}),
    };
  }

  /** Goes on at another address. */
  async #move(server: number, moving: Moving): Promise<Performed> {
    const old = this.#listeners[server];
    if (!old) return { result: "failed", note: "no such server" };
    const listener = this.#listener({ ...old.address, address: moving.next() }, server);
    this.#listeners[server] = listener;
    const performed = await moveListener(old, listener);
    moving.moved(this.addresses);
    return performed;
  }

  get addresses(): Address[] {
    return this.#listeners.map((listener) => listener.address);
  }

  /** Connections that are open now. */
  get openConnections(): number {
    return this.#accepted.count;
  }

  /** Makes a fault active on some of the servers, or on all. */
  async inject(setup: InjectionSetup, servers?: readonly number[]): Promise<Injection> {
    const injection = new Injection(setup);
    const chosen = servers ?? [...this.#listeners.keys()];
    for (const server of chosen) this.#injections.get(server)?.push(injection);
    if (setup.scope === "listener") {
      const listeners = this.#listeners.filter((_, index) => chosen.includes(index));
      await this.#faults.play(injection, listeners);
    }
    return injection;
  }

  /** Ends a fault: its silent connections are closed, its listeners listen again. */
  async heal(injection: Injection): Promise<void> {
    injection.heal();
    await this.#faults.settled();
    await injection.undo();
    for (const [server, list] of this.#injections) {
      if (!list.includes(injection)) continue;
      this.#injections.set(
        server,
        list.filter((each) => each !== injection),
      );
      if (injection.setup.scope === "listener") await this.#listeners[server]?.heal();
    }
  }

  /** Lets go of a server's address, so that another process can listen on it. */
  async standAside(server: number): Promise<void> {
    await this.#listeners[server]?.standAside();
  }

  /** Listens again on an address that was let go of. */
  async standBack(server: number): Promise<void> {
    await this.#listeners[server]?.heal();
  }

  /** The first request is about to be made: scripts that wait for it go on. */
  begin(): void {
    this.#faults.begin();
  }

  /** Waits until no script is at work and every connection is closed, but not for ever. */
  async settle(ms_max: number): Promise<void> {
    this.#faults.end();
    await this.#accepted.settle(ms_max);
  }

  /** Ends connections that a proxy keeps, so that it has to open new ones. */
  async endKept(ms_max: number): Promise<void> {
    await this.#accepted.endAll(ms_max);
  }

  /** Stops listening and ends every connection. */
  async close(): Promise<void> {
    const injections = [...this.#injections.values()].flat();
    for (const each of injections) each.heal();
    // A script that is about to listen again must not do so once all is closed.
    await this.#faults.settled();
    this.#closing.abort();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    this.#accepted.destroyAll();
    await Promise.all(this.#playing);
    await Promise.all(injections.map((each) => each.undo()));
  }

  /**
   * Plays a fault on a connection that another process has accepted; what that has read of it must
   * have been put back. The other process has recorded its opening.
   */
  adopt(socket: Socket, injection: Injection, connection: number): void {
    this.#accepted.add(socket, { connection, server: 0, trial_id: this.#trialId() });
    this.#playOnConnection(injection, socket, connection);
  }

  /** Forgets a connection that another process goes on with. */
  giveAway(socket: Socket): void {
    this.#accepted.giveAway(socket);
  }

  #accept(socket: Socket, server: number): void {
    this.#connections += 1;
    const { journal, healthy, tls = false } = this.#options;
    const trial_id = this.#trialId();
    const connection = this.#connections;
    this.#accepted.add(socket, { connection, server, trial_id });
    const injection = this.#chooseForConnection(server);
    const peer_port = socket.remotePort ?? 0;
    const faulty = injection !== undefined;
    const opened = { trial_id, connection, upstream: server, peer_port, faulty };
    journal({ kind: "connection-opened", ...opened });
    if (injection) this.#playOnConnection(injection, socket, connection);
    else if (tls) this.#track(() => this.#serveSecure(socket));
    else healthy.take(socket);
  }

  #trialId(): string {
    const { trial_id } = this.#options;
    return typeof trial_id === "string" ? trial_id : trial_id();
  }

  /** Gives a connection without a fault to the healthy server once TLS is spoken on it. */
  async #serveSecure(socket: Socket): Promise<void> {
    const secure = await secureConnection(socket, this.#closing.signal, this.#options.protocol);
    if (secure) this.#handOver(secure);
    else socket.destroy();
  }

  #handOver(raw: Connection): void {
    const stream = raw.release();
    if (raw.secure) nameSecure(stream, raw.socket);
    this.#options.healthy.take(stream);
  }

  #chooseForConnection(server: number): Injection | undefined {
    const occasion = { at_ms: performance.now() };
    return this.#injections
      .get(server)
      ?.find((each) => each.perConnection && each.choose(occasion));
  }

  #playOnConnection(injection: Injection, socket: Socket, connection: number): void {
    const raw = new Connection(socket, this.#options.protocol);
    const { signal } = injection;
    const { journal, supervise, tls = false, note_heads = false } = this.#options;
    const stage = connectionStage(raw, {
      signal,
      barriers: this.#barriers,
      network: this.#faults.on(socket, injection),
      handOver: (given) => {
        this.#accepted.played(socket);
        this.#handOver(given);
      },
      onStopReading: () => {
        this.#accepted.neglect(socket);
      },
      ...(supervise ? { supervise } : {}),
      ...this.#serverActs(socket),
    });
    const { id: trial_id, below_tls = false } = injection.setup;
    this.#track(async () => {
      const script = injection.open();
      const whole = tls && !below_tls ? insideTls(script) : script;
      const end = await play(whole, stage, { trial_id, connection, journal, note_heads });
      if (stage.handedOver()) return;
      // A script that says nothing of the end leaves a polite one; a healed one ends at once.
      const polite = end === "done" && !signal.aborted;
      if (polite && !socket.writableEnded) await raw.finish(signal);
      else if (!polite && !(end === "done" && socket.writableEnded)) socket.destroy();
    });
  }

  /** Chooses a fault for a request on a connection that went to the healthy server. */
  onRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const accepted = acceptedOf(request.raw.socket);
    const list = accepted && this.#injections.get(accepted.server);
    if (!list || list.length === 0) return undefined;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const asked = { method: request.method, path: request.url, headers };
    const occasion = { at_ms: performance.now(), request: asked };
    // A fault for whole connections meets here those that were open before it was injected.
    const fits = (each: Injection) =>
      each.perRequest || (each.setup.scope === "request" && !accepted.played);
    const injection = list.find((each) => fits(each) && each.choose(occasion));
    return injection && this.playOnRequest(injection, request, reply);
  }

  /** Performs a fault on one request that the healthy server has read. */
  async playOnRequest(
    injection: Injection,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { journal, supervise, note_heads = false } = this.#options;
    const { id: trial_id } = injection.setup;
    const { socket } = request.raw;
    const connection = acceptedOf(socket)?.connection ?? 0;
    const takeOver = () => {
      if (!reply.sent) reply.hijack();
    };
    const means = {
      network: this.#faults.on(socket, injection),
      ...(supervise ? { supervise } : {}),
      ...this.#serverActs(socket),
    };
    const { stage, handedBack } = adoptedStage(request.raw, injection.signal, takeOver, means);
    const end = await play(injection.open(), stage, { trial_id, connection, journal, note_heads });
    if (handedBack() && !reply.sent) return;
    if (!reply.sent) reply.hijack();
    if (end !== "done") socket.destroy();
    else if (!socket.writableEnded) endSocket(socket);
  }

  #track(work: () => Promise<void>): void {
    const job = work().finally(() => this.#playing.delete(job));
    this.#playing.add(job);
  }
}
