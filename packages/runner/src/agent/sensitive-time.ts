import type { Fact, TrialSetup } from "@gatecrash/core";

/**
 * Knows from when on lateness of this process disturbs a trial. Before its first request a trial
 * waits for what the proxy does, however late that is; unless the fault itself goes by the clock, or
 * the proxy does in its checks.
 */
export class SensitiveTime {
  /** Trials whose fault has a time of its own. */
  readonly #timed = new Set<string>();
  /** When the first request of a trial was made, the last time that it was run. */
  readonly #asked_ms = new Map<string, number>();

  note(fact: Fact): void {
    if (fact.kind === "act" && fact.act.kind === "sleep") this.#timed.add(fact.trial_id);
  }

  /** The first request is about to be made. */
  asked(trial_id: string): void {
    this.#asked_ms.set(trial_id, performance.now());
  }

  /** A moment of `performance.now()`, no earlier than when the trial began. */
  from({ trial_id, topology: { check } }: TrialSetup, began_ms: number): number {
    const asked_ms = this.#asked_ms.get(trial_id) ?? began_ms;
    const always = this.#timed.has(trial_id) || check === "tcp" || check === "http";
    return always ? began_ms : Math.max(began_ms, asked_ms);
  }
}
