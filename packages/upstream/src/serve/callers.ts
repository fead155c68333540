import type { IncomingMessage } from "node:http";
import { Problem } from "@gatecrash/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { acceptedOf } from "../accepted.ts";
import { Injection } from "../injection.ts";
import { limits } from "../limits.ts";
import { openWorker } from "../supervisor.ts";
import type { WorkerCommand, WorkerUpstream } from "../supervisor.ts";
import type { Upstream } from "../upstream.ts";
import { choiceHeader, readChoice } from "./choice.ts";
import type { Choice } from "./choice.ts";
import { chooseFault, readTexts } from "./chosen.ts";
import type { Chosen, FaultCatalogue } from "./chosen.ts";
import type { EventLog } from "./event-log.ts";
import { refusalOf } from "./refusal.ts";

export interface CallerOptions {
  upstream: Upstream;
  catalogue: FaultCatalogue;
  worker: WorkerCommand;
  events: EventLog;
  seed: string;
}

/** Processes that may be at work for callers at the same time. */
const processes_max = 8;

/**
 * Faults that callers choose for their own request, by path or header. They begin when the request
 * was read, so only faults of a request can be chosen; one that takes the whole process gets a
 * process of its own, and the connection moves there.
 */
export class Callers {
  readonly #options: CallerOptions;
  readonly #playing = new Set<Injection>();
  readonly #workers = new Set<WorkerUpstream>();
  #opening = 0;
  #count = 0;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** Plays what the request asks for, if it asks for something. */
  onRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const choice = readChoice(request.url, request.headers[choiceHeader]);
    return choice && this.#answer(choice, request, reply);
  }

  /** Ends every fault that a caller has chosen. */
  async heal(): Promise<number> {
    const count = this.#playing.size + this.#workers.size;
    for (const injection of this.#playing) injection.heal();
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    return count;
  }

  async #answer(choice: Choice, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const { catalogue } = this.#options;
      const chosen = await chooseFault(catalogue, choice.id, (fault) =>
        readTexts(fault, choice.params),
      );
      refuseEarly(chosen);
      if (chosen.own_process) await this.#playInProcess(chosen, request, reply);
      else await this.#play(chosen, request, reply);
    } catch (error) {
      const { status, body } = refusalOf(error);
      if (!reply.sent) await reply.code(status).send(body);
    }
  }

  #name(): { id: string; seed: string } {
    this.#count += 1;
    const id = `caller-${this.#count}`;
    return { id, seed: `${this.#options.seed}/${id}` };
  }

  async #play(chosen: Chosen, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { name: fault, scope, script } = chosen;
    const injection = new Injection({ ...this.#name(), fault, scope, when: {}, script });
    this.#playing.add(injection);
    await this.#options.upstream
      .playOnRequest(injection, request, reply)
      .finally(() => this.#playing.delete(injection));
  }

  async #playInProcess(
    chosen: Chosen,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const worker = await this.#openWorker(chosen);
    const { socket } = request.raw;
    const { connection } = acceptedOf(socket) ?? {};
    if (connection === undefined || socket.destroyed) {
      await worker.retire();
      return;
    }
    reply.hijack();
    socket.pause();
    // Else node counts it for a server that then asks a process that has ended.
    Object.assign(socket, { server: undefined });
    this.#options.upstream.giveAway(socket);
    worker.adopt(socket, { connection, read: headOf(request.raw) });
    void worker.settle(limits.silence_ms_max).then(() => worker.retire());
  }

  async #openWorker(chosen: Chosen): Promise<WorkerUpstream> {
    if (this.#opening + this.#workers.size >= processes_max) {
      const message = `${processes_max} processes are at work for callers`;
      throw new Problem("limit-exceeded", message, "Wait for one to end, or POST /heal.");
    }
    const { worker: command, events } = this.#options;
    const { acting, name: fault, scope } = chosen;
    const { id: trial_id, seed } = this.#name();
    const setup = { trial_id, addresses: [], acting, fault, when: {}, scope, seed };
    const { journal } = events;
    const write = events.write.bind(events);
    this.#opening += 1;
    const opened = openWorker({ command, setup, write, journal });
    const worker = await opened.finally(() => (this.#opening -= 1));
    this.#workers.add(worker);
    void worker.ended.then(() => this.#workers.delete(worker));
    return worker;
  }
}

/** A fault that would have begun before the request was read has been missed by this one. */
function refuseEarly({ name, scope }: Chosen): void {
  if (scope === "request") return;
  if (scope === "query") {
    throw new Problem("conflict", `"${name}" acts on questions to a DNS server, not on requests`);
  }
  const begins =
    scope === "listener" ? "on the listening socket" : "before anything is read of a connection";
  throw new Problem(
    "conflict",
    `"${name}" begins ${begins}: a request that has arrived comes too late for it`,
    `Inject it with the control API: POST /injections {"fault":"${name}"}`,
  );
}

/** The answer to a caller's choice in a process that was started for one fault alone. */
export function refuseCaller(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> | undefined {
  const choice = readChoice(request.url, request.headers[choiceHeader]);
  if (!choice) return undefined;
  const message = `a fault that takes the whole process has the listener: "${choice.id}" cannot be chosen`;
  const { status, body } = refusalOf(new Problem("conflict", message, "POST /heal ends it."));
  return (async () => {
    await reply.code(status).send(body);
  })();
}

/** The head of a request, written as it was read. */
function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  let head = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    head += `${rawHeaders[index]}: ${rawHeaders[index + 1]}\r\n`;
  }
  return `${head}\r\n`;
}
