import { parseVersion } from "@gatecrash/core";
import { versionBegins, versionEnds } from "./arguments.ts";

/** Takes what lies between the marks out of the stream; the rest is the log. */
export class VersionReader {
  readonly lines: string[] = [];
  readonly complete: Promise<void>;
  readonly #log: (line: string) => void;
  #resolve: () => void = () => undefined;
  #state: "before" | "inside" | "after" = "before";

  constructor(log: (line: string) => void) {
    this.#log = log;
    this.complete = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** The first line that has a version in it, once all was read. */
  get version(): string | undefined {
    return this.#state === "after"
      ? this.lines.find((line) => parseVersion(line))?.trim()
      : undefined;
  }

  read(line: string): void {
    if (this.#state === "before" && line === versionBegins) this.#state = "inside";
    else if (this.#state === "inside" && line === versionEnds) {
      this.#state = "after";
      this.#resolve();
    } else if (this.#state === "inside") this.lines.push(line);
    else this.#log(line);
  }
}
