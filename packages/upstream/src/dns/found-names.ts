/** Names for which an address was given, for those who wait until a proxy has found them. */
export class FoundNames {
  readonly #waiting = new Set<{ names: Set<string>; done: () => void }>();

  add(name: string): void {
    for (const each of this.#waiting) {
      each.names.delete(name.toLowerCase());
      if (each.names.size === 0) each.done();
    }
  }

  /** Resolves to true when each name was found from now on, to false when that takes too long. */
  async until(names: readonly string[], ms_max: number): Promise<boolean> {
    if (names.length === 0) return true;
    const missing = new Set(names.map((name) => name.toLowerCase()));
    return new Promise((resolve) => {
      const waiting = { names: missing, done: () => end(true) };
      const timer = setTimeout(() => end(false), ms_max);
      const end = (found: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
        resolve(found);
      };
      this.#waiting.add(waiting);
    });
  }
}
