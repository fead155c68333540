/** Lets so many at a time through: the urgent first, else in the order in which they came. */
export class Gate {
  #free: number;
  readonly #waiting: { go: () => void; urgency: number }[] = [];

  constructor(width: number) {
    this.#free = width;
  }

  async through<T>(work: () => Promise<T>, urgency = 0): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(urgency);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next.go();
      else this.#free += 1;
    }
  }

  async #turn(urgency: number): Promise<void> {
    const before = this.#waiting.findLastIndex((each) => each.urgency >= urgency);
    await new Promise<void>((go) => this.#waiting.splice(before + 1, 0, { go, urgency }));
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
