import { Problem } from "@gatecrash/core";
import type { RequestSpec, Topology } from "@gatecrash/core";
import type { TrialName } from "./upstreams.ts";

/**
 * A round asks for an IPv6 and an IPv4 address. When the second one has begun, the proxy has taken in
 * what the first one told.
 */
const two_rounds = 4;

/** When the requests of a trial are sent: after some time, or after so many questions to the DNS. */
export class Pace {
  readonly #name: TrialName | undefined;
  readonly #watched: boolean;
  readonly #ms_max: number;
  #mark = 0;

  /** `ms_max`: how long a question is waited for. */
  constructor(name: TrialName | undefined, { resolve }: Topology, ms_max: number) {
    this.#name = name;
    this.#watched = resolve === "watched";
    this.#ms_max = ms_max;
  }

  /**
   * Resolves when the request is to be sent.
   * @throws Problem `agent-failed` if the proxy does not ask for the name
   */
  async before({ after_ms = 0, after_questions }: RequestSpec, first: boolean): Promise<void> {
    if (after_ms > 0) await new Promise((resolve) => setTimeout(resolve, after_ms));
    const questions = after_questions ?? (first && this.#watched ? two_rounds : 0);
    if (questions === 0) return;
    if (await this.#name?.untilAnswered(this.#mark + questions, this.#ms_max)) return;
    const asked = (this.#name?.answered ?? 0) - this.#mark;
    const message = `waited ${this.#ms_max} ms for ${questions} questions about the upstream's name, and got ${asked}`;
    throw new Problem("agent-failed", message);
  }

  /** An exchange is over: questions are counted from here. */
  after(): void {
    this.#mark = this.#name?.answered ?? 0;
  }
}
