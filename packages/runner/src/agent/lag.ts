/** Lateness below this is ordinary. */
const reported_ms = 20;

/** Late moments that are remembered. */
const remembered_max = 1_000;

/** Knows when a timer of this process came late: a busy machine. */
export class LagWatch {
  readonly #late: { at_ms: number; ms: number }[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(report: (ms: number) => void, every_ms = 50) {
    let due_ms = performance.now() + every_ms;
    this.#timer = setInterval(() => {
      const now_ms = performance.now();
      const late_ms = Math.round(now_ms - due_ms);
      due_ms = now_ms + every_ms;
      if (late_ms <= reported_ms) return;
      this.#late.push({ at_ms: now_ms, ms: late_ms });
      if (this.#late.length > remembered_max) this.#late.shift();
      report(late_ms);
    }, every_ms);
    this.#timer.unref();
  }

  /** All lateness together since a moment of `performance.now()`: small ones add up, too. */
  since(at_ms: number): number {
    return this.#late.reduce((sum, late) => (late.at_ms < at_ms ? sum : sum + late.ms), 0);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
