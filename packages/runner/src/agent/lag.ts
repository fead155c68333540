/** Lateness below this is ordinary. */
const reported_ms = 20;

/** Late moments that are remembered. */
const remembered_max = 1_000;

/** When something was late, and how late. */
export class LateMoments {
  readonly #report: (ms: number) => void;
  readonly #late: { at_ms: number; ms: number }[] = [];

  constructor(report: (ms: number) => void) {
    this.#report = report;
  }

  /** It is late now. */
  add(ms: number): void {
    this.#late.push({ at_ms: performance.now(), ms });
    if (this.#late.length > remembered_max) this.#late.shift();
    this.#report(ms);
  }

  /** All lateness together since a moment of `performance.now()`: small ones add up, too. */
  since(at_ms: number): number {
    return this.#late.reduce((sum, late) => (late.at_ms < at_ms ? sum : sum + late.ms), 0);
  }
}

/** Knows when a timer of this process came late: a busy machine. */
export class LagWatch {
  readonly #late: LateMoments;
  readonly #timer: NodeJS.Timeout;

  constructor(report: (ms: number) => void, every_ms = 50) {
    this.#late = new LateMoments(report);
    let due_ms = performance.now() + every_ms;
    this.#timer = setInterval(() => {
      const now_ms = performance.now();
      const late_ms = Math.round(now_ms - due_ms);
      due_ms = now_ms + every_ms;
      if (late_ms > reported_ms) this.#late.add(late_ms);
    }, every_ms);
    this.#timer.unref();
  }

  /** All lateness together since a moment of `performance.now()`. */
  since(at_ms: number): number {
    return this.#late.since(at_ms);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
