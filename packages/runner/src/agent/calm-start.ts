/** A turn of the event loop that is later than this is not calm. */
const late_ms = 8;

/** So many trials may start in one calm turn. */
const together = 2;

/** All trials of a lane are asked for in one burst: it is over when so many turns together are calm. */
const calm_at_first = 5;

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
    if (this.#started === 0) this.#last = calmTurns(calm_at_first);
    else if (this.#started % together === 0) this.#last = this.#last.then(() => calmTurns(1));
    this.#started += 1;
    return this.#last;
  }
}

/** Resolves when so many turns, one after the other, were calm. */
async function calmTurns(wanted: number): Promise<void> {
  let calm = 0;
  for (let turn = 0; turn < turns_max && calm < wanted; turn += 1) {
    const before = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1));
    calm = performance.now() - before < late_ms ? calm + 1 : 0;
  }
}
