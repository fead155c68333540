import type { Fact, TimedFact, TrialSetup } from "@gatecrash/core";
import type { LagWatch } from "./lag.ts";
import { SensitiveTime } from "./sensitive-time.ts";

/** Lateness that goes with a trial's length: small delays of a long trial disturb none of its timers. */
const usual_lag = 0.1;

/** Acts that another program performs, and that are to be in force at once when a request is made. */
const prompt: ReadonlySet<string> = new Set(["filter"]);

/** When a trial was run, as `performance.now()` tells. */
export interface RunTime {
  /** When it was taken up; it may have waited before it began. */
  entered_ms: number;
  began_ms: number;
  /** How late this process may have been. */
  late_ms_max: number;
}

/** Sees what happens in trials, and knows whether one that has ended tells anything of the proxy. */
export class Witness {
  readonly #lag: LagWatch;
  readonly #sensitive = new SensitiveTime();
  /** Trials whose fault was delivered since they were run last. */
  readonly #delivered = new Set<string>();
  /** Trials whose first request was made since they were run last. */
  readonly #asked = new Set<string>();
  /** Acts that are at work and have a time: those to be in force at once, and sleeps. */
  readonly #prompt = new Map<string, TimedFact & { kind: "act" }>();
  /** By trial: how much too long the slowest such act took. */
  readonly #slow_ms = new Map<string, number>();

  constructor(lag: LagWatch) {
    this.#lag = lag;
  }

  note(fact: TimedFact): void {
    this.#sensitive.note(fact);
    if (fact.kind === "delivered") this.#delivered.add(fact.trial_id);
    // Whatever is opened before takes its time: nobody asks yet.
    // A process of a trial's own may wait for the machine while this one is in time.
    if (fact.kind === "act" && this.#asked.has(fact.trial_id)) {
      const timed = prompt.has(fact.act.kind) || fact.act.kind === "sleep";
      if (timed) this.#prompt.set(actOf(fact), fact);
    }
    if (fact.kind === "acted") this.#ended(fact);
  }

  #ended(fact: TimedFact & { kind: "acted" }): void {
    const began = this.#prompt.get(actOf(fact));
    if (!began) return;
    this.#prompt.delete(actOf(fact));
    const due_ms = began.act.kind === "sleep" ? began.act.ms : 0;
    const late_ms = Number(BigInt(fact.at_ns) - BigInt(began.at_ns)) / 1e6 - due_ms;
    this.#slow_ms.set(fact.trial_id, Math.max(late_ms, this.#slow_ms.get(fact.trial_id) ?? 0));
  }

  /** The first request of a trial is about to be made. */
  asked(trial_id: string): void {
    this.#sensitive.asked(trial_id);
    this.#asked.add(trial_id);
  }

  /** How late this process was since then, and why the trial tells nothing of the proxy, if so. */
  end(trial: TrialSetup, run: RunTime): { lag_ms: number; nothing?: string } {
    const { trial_id, when } = trial;
    const lag_ms = this.#lag.since(run.entered_ms);
    // Taken out before anything is decided: a later time must be delivered anew.
    const delivered = this.#delivered.delete(trial_id);
    const slow_ms = Math.round(this.#slow_ms.get(trial_id) ?? 0);
    this.#slow_ms.delete(trial_id);
    this.#asked.delete(trial_id);
    const late_ms = this.#lag.since(this.#sensitive.from(trial, run.began_ms));
    const lasted_ms = performance.now() - run.began_ms;
    if (late_ms > run.late_ms_max + lasted_ms * usual_lag) {
      return { lag_ms, nothing: `the agent was ${late_ms} ms late` };
    }
    if (slow_ms > run.late_ms_max) {
      return { lag_ms, nothing: `an act took ${slow_ms} ms too long` };
    }
    // A condition of the fault may never be met; what a late machine does not meet says nothing.
    const conditional = Object.keys(when).length > 0 && lag_ms === 0;
    if (!delivered && !conditional) return { lag_ms, nothing: "the fault was not delivered" };
    return { lag_ms };
  }
}

function actOf(fact: Fact & { kind: "act" | "acted" }): string {
  return `${fact.trial_id} ${fact.connection} ${fact.index}`;
}
