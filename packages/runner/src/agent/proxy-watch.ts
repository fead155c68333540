import { setTimeout as delay } from "node:timers/promises";
import type { Answer } from "@gatecrash/core";
import { LateMoments } from "./lag.ts";
import type { LagWatch } from "./lag.ts";

/** How often the proxy is asked while trials run. */
const every_ms = 50;

/** An answer that comes so late says nothing of the machine: other requests were served before it. */
const usual_ms = 100;

/**
 * Knows when the proxy did not get the machine, which this process does not feel: on few cores one of
 * them may have to wait alone (measured: HAProxy stood still for 250 ms, and took an answer that came
 * 200 ms after its timer). While trials run, the healthy server is asked through the proxy. How late
 * its answer is speaks against what is not as expected; it is no reason to run a trial again that is.
 */
export class ProxyWatch {
  readonly #ask: () => Promise<Answer | undefined>;
  readonly #own: LagWatch;
  readonly #late: LateMoments;
  #running = 0;
  #watching = false;
  /** The question that has no answer yet, and how much of its lateness was told. */
  #open: { asked_ms: number; told_ms: number } | undefined;

  /** `own` knows how late this process itself is. */
  constructor(ask: () => Promise<Answer | undefined>, own: LagWatch, report: (ms: number) => void) {
    this.#ask = ask;
    this.#own = own;
    this.#late = new LateMoments(report);
  }

  /** How late the proxy was since a moment of `performance.now()`, in ms. */
  since(at_ms: number): number {
    // A trial may end just before the answer comes that tells of the same delay (measured: by 7 ms).
    this.#tell();
    return this.#late.since(at_ms);
  }

  /** Watches the proxy while work is done. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    if (!this.#watching) void this.#watch();
    try {
      return await work();
    } finally {
      this.#running -= 1;
    }
  }

  async #watch(): Promise<void> {
    this.#watching = true;
    while (this.#running > 0) {
      await this.#look();
      await delay(every_ms, undefined, { ref: false });
    }
    this.#watching = false;
  }

  async #look(): Promise<void> {
    this.#open = { asked_ms: performance.now(), told_ms: 0 };
    const answer = await this.#ask();
    // One that died or was stopped is not late.
    if (answer?.end === "answered") this.#tell();
    this.#open = undefined;
  }

  /** Tells how late the answer is by now. */
  #tell(): void {
    if (!this.#open) return;
    const { asked_ms, told_ms } = this.#open;
    const late_ms = Math.round(performance.now() - asked_ms - this.#own.since(asked_ms));
    if (late_ms <= usual_ms || late_ms <= told_ms) return;
    this.#late.add(late_ms - told_ms);
    this.#open.told_ms = late_ms;
  }
}
