/** Lines of a log that nobody has taken yet. */
export class KeptLines {
  readonly #lines_max: number;
  #lines: string[] = [];

  /** Of more lines than this, the oldest are dropped. */
  constructor(lines_max: number) {
    this.#lines_max = lines_max;
  }

  add(lines: readonly string[]): void {
    this.#lines = [...this.#lines, ...lines].slice(-this.#lines_max);
  }

  /** The lines that are wanted; the others are kept for whoever wants them. */
  take(wanted: (line: string) => boolean): string[] {
    const taken = this.#lines.filter(wanted);
    this.#lines = this.#lines.filter((line) => !wanted(line));
    return taken;
  }
}
