/** A nested `.if`: whether its present branch is read, and whether a later one still may be. */
interface Branch {
  taken: boolean;
  /** A branch was taken before, or the whole lies in one that is left out. */
  done: boolean;
  otherwise: boolean;
}

const nestedMax = 1024;

/** Follows `.if`, `.elif`, `.else` and `.endif` through a file. */
export class Branches {
  readonly #nested: Branch[] = [];

  /** True if lines are read here. */
  get reading(): boolean {
    return this.#nested.at(-1)?.taken ?? true;
  }
  get open(): boolean {
    return this.#nested.length > 0;
  }

  /**
   * @param evaluate asked only where the answer matters, as HAProxy does
   * @returns true if the word was one of the four
   * @throws Error with the cause
   */
  handle(word: string, evaluate: () => boolean): boolean {
    if (word === ".if") this.#begin(evaluate);
    else if (word === ".elif") this.#next(word, evaluate);
    else if (word === ".else") this.#next(word, () => true);
    else if (word === ".endif") {
      this.#current(word);
      this.#nested.pop();
    } else return false;
    return true;
  }

  #begin(evaluate: () => boolean): void {
    if (this.#nested.length >= nestedMax) throw new Error(`more than ${nestedMax} nested .if`);
    const taken = this.reading && evaluate();
    this.#nested.push({ taken, done: taken || !this.reading, otherwise: false });
  }

  #next(word: string, evaluate: () => boolean): void {
    const branch = this.#current(word);
    if (branch.otherwise) throw new Error(`${word} after .else`);
    branch.otherwise = word === ".else";
    branch.taken = !branch.done && evaluate();
    branch.done ||= branch.taken;
  }

  #current(word: string): Branch {
    const branch = this.#nested.at(-1);
    if (!branch) throw new Error(`${word} without an .if before it`);
    return branch;
  }
}
