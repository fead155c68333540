/** Counts what arrives, and lets others wait for so much of it. */
export class Arrivals {
  #count = 0;
  readonly #waiting = new Set<() => void>();

  get count(): number {
    return this.#count;
  }

  add(): void {
    this.#count += 1;
    for (const check of [...this.#waiting]) check();
  }

  /** Resolves to true when so many have arrived, to false if not in time. */
  async until(count: number, ms_max: number): Promise<boolean> {
    if (this.#count >= count) return true;
    return new Promise((resolve) => {
      const done = (came: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(came);
      };
      const check = () => {
        if (this.#count >= count) done(true);
      };
      const timer = setTimeout(() => {
        done(false);
      }, ms_max);
      this.#waiting.add(check);
    });
  }
}
