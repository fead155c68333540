import type { Entry } from "@gatecrash/core";

/** Written again at most so often. */
const every_ms = 200;

/** One line on a terminal: how many trials are done, and how long the rest may take. */
export class AuditProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #started_ms = performance.now();
  #planned = 0;
  #done = 0;
  #shown_ms = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  add(entry: Entry): void {
    if (entry.kind === "planned") this.#planned += 1;
    if (entry.kind === "trial-ended") this.#done += 1;
    const now_ms = performance.now();
    if (!this.#stream.isTTY || now_ms - this.#shown_ms < every_ms) return;
    this.#shown_ms = now_ms;
    this.#stream.write(`\r\u001b[K${this.#text(now_ms - this.#started_ms)}`);
  }

  /** Says how many findings were verified. */
  verified(done: number, all: number): void {
    if (!this.#stream.isTTY) return;
    this.#stream.write(`\r\u001b[K${done} of ${all} changes tried`);
  }

  #text(elapsed_ms: number): string {
    if (this.#done === 0) return "building the world …";
    const left_s = Math.ceil(((elapsed_ms / this.#done) * (this.#planned - this.#done)) / 1_000);
    return `${this.#done} of ${this.#planned} trials, about ${left_s} s left`;
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\u001b[K");
  }
}
