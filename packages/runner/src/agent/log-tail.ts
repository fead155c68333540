import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { KeptLines } from "../kept-lines.ts";

/** What is read of a log at a time, and what is kept of lines that nobody has taken yet. */
const read_bytes_max = 1_048_576;
const kept_lines_max = 2_000;

/** The lines that are added to a log file. A file that is not there yet has none. */
export class LogTail {
  readonly #file: string;
  #read_bytes = 0;
  #rest = "";
  readonly #kept = new KeptLines(kept_lines_max);

  constructor(file: string) {
    this.#file = file;
  }

  /** The lines since the last time that are wanted; the others are kept for whoever wants them. */
  take(wanted: (line: string) => boolean): string[] {
    const lines = (this.#rest + this.#readOn()).split("\n");
    this.#rest = lines.pop() ?? "";
    this.#kept.add(lines);
    return this.#kept.take(wanted);
  }

  #readOn(): string {
    let descriptor: number;
    try {
      // Not to wait at a pipe: an image's log may be a link to a stream, which comes another way.
      descriptor = openSync(this.#file, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch {
      return "";
    }
    try {
      const size = Math.min(fstatSync(descriptor).size - this.#read_bytes, read_bytes_max);
      if (size <= 0) return "";
      const buffer = Buffer.alloc(size);
      const bytes = readSync(descriptor, buffer, 0, size, this.#read_bytes);
      this.#read_bytes += bytes;
      return buffer.toString("latin1", 0, bytes);
    } finally {
      closeSync(descriptor);
    }
  }
}
