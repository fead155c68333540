import { writeSync } from "node:fs";

/**
 * Writes what is said in a turn of the event loop at its end, at once and in order: a write for each
 * line costs more than the line. A process that an error ends writes its last turn as it exits; one
 * that a signal kills loses it, and the record shows that it was cut.
 */
export class TurnOutput {
  readonly #descriptor: number;
  readonly #onExit = () => {
    this.flush();
  };
  #lines: string[] = [];
  #writing: NodeJS.Immediate | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    process.once("exit", this.#onExit);
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#writing ??= setImmediate(() => {
      this.flush();
    });
  }

  flush(): void {
    clearImmediate(this.#writing);
    this.#writing = undefined;
    const bytes = Buffer.from(this.#lines.splice(0).join(""));
    for (let sent = 0; sent < bytes.length;) {
      try {
        sent += writeSync(this.#descriptor, bytes, sent);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // Nobody reads any more: the runner is gone, and standard input says so too.
        if (code === "EPIPE") return;
        if (code !== "EAGAIN") throw error;
      }
    }
  }

  /** Writes what is left, and holds on to the process no longer; the descriptor stays open. */
  close(): void {
    process.off("exit", this.#onExit);
    this.flush();
  }
}
