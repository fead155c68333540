/** Something that happens once, for those who wait for it. */
export class Moment {
  readonly happened: Promise<void>;
  #resolve: () => void = () => undefined;

  constructor() {
    this.happened = new Promise((resolve) => (this.#resolve = resolve));
  }

  happen(): void {
    this.#resolve();
  }
}
