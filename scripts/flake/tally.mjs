/**
 * @typedef {{ id: string, verdict: string, got: string, racy: boolean }} Trial
 */

/** Compares runs of one plan, trial by trial. */
export class Tally {
  /** What each trial gave in the first run in which it told something. @type {Map<string, Trial>} */
  #first = new Map();
  /** @type {Map<string, Set<string>>} */
  #changed = new Map();
  /** @type {Map<string, Set<string>>} */
  #racy = new Map();
  #runs = 0;
  #trials = 0;
  #unknown = 0;

  /** @param {{ trials: Trial[] }} report */
  add(report) {
    this.#runs += 1;
    for (const trial of report.trials) {
      if (trial.verdict === "skipped") continue;
      this.#trials += 1;
      if (trial.verdict === "unknown") {
        this.#unknown += 1;
        continue;
      }
      if (trial.racy) note(this.#racy, trial.id, trial.got);
      const first = this.#first.get(trial.id);
      if (!first) this.#first.set(trial.id, trial);
      else if (first.verdict !== trial.verdict) {
        note(this.#changed, trial.id, `${first.verdict} (${first.got})`);
        note(this.#changed, trial.id, `${trial.verdict} (${trial.got})`);
      }
    }
  }

  get changed() {
    return this.#changed.size;
  }

  line() {
    return `${this.#trials} trials so far, ${this.#unknown} told nothing, ${this.changed} verdicts changed`;
  }

  summary() {
    const several = [...this.#racy].filter(([, outcomes]) => outcomes.size > 1);
    return [
      "",
      ...[...this.#changed].map(([id, seen]) => `changed: ${id}: ${[...seen].join(", ")}`),
      ...several.map(([id, seen]) => `racy, as declared: ${id}: ${[...seen].join(", ")}`),
      `${this.#runs} runs, ${this.#trials} trials, ${this.#unknown} told nothing (a machine that was late)`,
      `${this.changed} verdicts changed; ${several.length} of ${this.#racy.size} racy rows showed more than one outcome`,
    ];
  }
}

/** @param {Map<string, Set<string>>} map @param {string} id @param {string} text */
function note(map, id, text) {
  const seen = map.get(id) ?? new Set();
  seen.add(text);
  map.set(id, seen);
}
