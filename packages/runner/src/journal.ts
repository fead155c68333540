import {
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Entry, Fact, TimedFact } from "@gatecrash/core";
import { messageOf, Problem } from "@gatecrash/core";

/**
 * The only writer of a history: numbers facts and appends them, one JSON entry a line. What is added
 * in a turn of the event loop is written at its end, or when the process exits in that turn, as it
 * does of an error that nobody caught.
 */
export class RunJournal {
  readonly folder: string;
  readonly file: string;
  readonly entries: Entry[] = [];
  readonly #descriptor: number;
  readonly #onEntry: ((entry: Entry) => void) | undefined;
  #failed: string | undefined;
  /** Lines of this turn of the event loop. */
  #lines: string[] = [];
  #writing: NodeJS.Immediate | undefined;

  /** @throws Problem `output-failed` if the folder cannot be written */
  constructor(folder: string, onEntry?: (entry: Entry) => void) {
    this.folder = folder;
    this.file = join(folder, "history.jsonl");
    this.#onEntry = onEntry;
    try {
      mkdirSync(folder, { recursive: true });
      this.#descriptor = openSync(this.file, "ax");
      linkLatest(folder);
    } catch (error) {
      throw new Problem(
        "output-failed",
        `${folder}: ${messageOf(error)}`,
        "Make the folder writable, or name another with --runs.",
      );
    }
    process.once("exit", this.#write);
  }

  /** What went wrong with writing, if anything: the run goes on in memory. */
  get failed(): string | undefined {
    return this.#failed;
  }

  /** Adds a fact that happened now. */
  readonly add = (fact: Fact): void => {
    this.addTimed({ ...fact, at_ns: process.hrtime.bigint().toString() });
  };

  /** Adds a fact with the time that its witness gave it. */
  readonly addTimed = (fact: TimedFact): void => {
    const entry: Entry = { seq: this.entries.length, ...fact };
    this.entries.push(entry);
    this.#lines.push(`${JSON.stringify(entry)}\n`);
    this.#writing ??= setImmediate(this.#write);
    this.#onEntry?.(entry);
  };

  close(): void {
    process.off("exit", this.#write);
    clearImmediate(this.#writing);
    this.#write();
    closeSync(this.#descriptor);
  }

  /** A full disk must not end the run: what was seen is still judged and reported. */
  readonly #write = (): void => {
    this.#writing = undefined;
    const bytes = Buffer.from(this.#lines.splice(0).join(""));
    if (this.#failed !== undefined) return;
    try {
      for (let sent = 0; sent < bytes.length;) sent += writeSync(this.#descriptor, bytes, sent);
    } catch (error) {
      this.#failed = `${this.file}: ${messageOf(error)}`;
    }
  };
}

/** Points `latest` beside the folder at it; replaced in one step, so that it always exists. */
function linkLatest(folder: string): void {
  const link = join(dirname(folder), "latest");
  const fresh = `${link}.${process.pid}`;
  rmSync(fresh, { force: true });
  symlinkSync(basename(folder), fresh);
  renameSync(fresh, link);
}
