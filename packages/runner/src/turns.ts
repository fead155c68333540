/**
 * Lets work run side by side, or alone: what asks to be alone waits until nothing else is at work,
 * and nothing else begins until it is done.
 */
export class Turns {
  #sharing = 0;
  #alone: Promise<unknown> = Promise.resolve();
  #waiting_alone = 0;
  #idle: (() => void)[] = [];

  async shared<T>(work: () => Promise<T>): Promise<T> {
    while (this.#waiting_alone > 0) await this.#alone;
    this.#sharing += 1;
    try {
      return await work();
    } finally {
      this.#sharing -= 1;
      if (this.#sharing === 0) for (const wake of this.#idle.splice(0)) wake();
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting_alone += 1;
    const before = this.#alone;
    const mine = before.then(async () => {
      if (this.#sharing > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
      return work();
    });
    this.#alone = mine.then(
      () => (this.#waiting_alone -= 1),
      () => (this.#waiting_alone -= 1),
    );
    return mine;
  }
}
