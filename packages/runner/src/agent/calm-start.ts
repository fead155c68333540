/** A turn of the event loop that is later than this is not calm. */
const late_ms = 8;

/** So many trials may start in one calm turn. */
const together = 2;

/** A start waits for calm at most so many turns: a machine that is never calm must not stop a run. */
const turns_max = 200;

/**
 * Lets trials start no faster than this process can serve them. A burst of starts would make its
 * own upstreams late, and a late upstream is a fault that nobody asked for.
 */
export class CalmStart {
  #last: Promise<void> = Promise.resolve();
  #started = 0;

  /** Resolves when the next trial may start; in the order of the calls. */
  start(): Promise<void> {
    this.#started += 1;
    if (this.#started % together === 0) this.#last = this.#last.then(calmTurn);
    return this.#last;
  }
}

async function calmTurn(): Promise<void> {
  for (let turn = 0; turn < turns_max; turn += 1) {
    const before = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (performance.now() - before < late_ms) return;
  }
}
