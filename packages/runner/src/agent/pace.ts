import { isWatched, Problem } from "@gatecrash/core";
import type { RequestSpec, Topology } from "@gatecrash/core";
import type { Arrivals } from "./arrivals.ts";
import type { TrialName } from "./upstreams.ts";

/**
 * A round asks for an IPv6 and an IPv4 address. When the second one has begun, the proxy has taken in
 * what the first one told.
 */
const two_rounds = 4;

export interface PaceOptions {
  /** The upstream's name, where it has one. */
  name: TrialName | undefined;
  arrivals: Arrivals;
  topology: Topology;
  /** How long a question or a connection is waited for. */
  ms_max: number;
}

/**
 * When the requests of a trial are sent: after some time, or after so many questions to the DNS, or
 * connections to the upstreams.
 */
export class Pace {
  readonly #name: TrialName | undefined;
  readonly #watched: boolean;
  readonly #ms_max: number;
  readonly #arrivals: Arrivals;
  #mark = 0;
  #arrivals_mark: number;

  constructor({ name, arrivals, topology, ms_max }: PaceOptions) {
    this.#name = name;
    this.#arrivals = arrivals;
    this.#arrivals_mark = arrivals.count;
    this.#watched = isWatched(topology);
    this.#ms_max = ms_max;
  }

  /**
   * Resolves when the request is to be sent.
   * @throws Problem `agent-failed` if the proxy does not ask for the name, or does not connect
   */
  async before(request: RequestSpec, first: boolean): Promise<void> {
    const { after_ms = 0, after_questions, after_connections = 0 } = request;
    if (after_ms > 0) await new Promise((resolve) => setTimeout(resolve, after_ms));
    await this.#connected(after_connections);
    const questions = after_questions ?? (first && this.#watched ? two_rounds : 0);
    if (questions === 0) return;
    if (await this.#name?.untilAnswered(this.#mark + questions, this.#ms_max)) return;
    const asked = (this.#name?.answered ?? 0) - this.#mark;
    const message = `waited ${this.#ms_max} ms for ${questions} questions about the upstream's name, and got ${asked}`;
    throw new Problem("agent-failed", message);
  }

  async #connected(connections: number): Promise<void> {
    const wanted = this.#arrivals_mark + connections;
    if (connections === 0 || (await this.#arrivals.until(wanted, this.#ms_max))) return;
    const came = this.#arrivals.count - this.#arrivals_mark;
    const message = `waited ${this.#ms_max} ms for ${connections} connections to the upstreams, and ${came} came`;
    throw new Problem("agent-failed", message);
  }

  /** An exchange is over: questions and connections are counted from here. */
  after(): void {
    this.#mark = this.#name?.answered ?? 0;
    this.#arrivals_mark = this.#arrivals.count;
  }
}
