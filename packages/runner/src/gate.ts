/** Lets so many at a time through, in the order in which they came. */
export class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(width: number) {
    this.#free = width;
  }

  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}

/** Opens when all that were announced have arrived. */
export class Barrier {
  #missing: number;
  #open: () => void = () => undefined;
  readonly opened: Promise<void>;

  constructor(count: number) {
    this.#missing = count;
    this.opened = new Promise((resolve) => (this.#open = resolve));
    if (count === 0) this.#open();
  }

  arrive(): void {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#open();
  }
}
