import type { Configuration } from "@gatecrash/core";
import { placeOf, type Line } from "./text/line.ts";

const notesMax = 500;

/** Collects what is to be told to the user, each thing once. */
export class Notes {
  readonly all: Configuration["notes"] = [];
  readonly #seen = new Set<string>();

  readonly add = (message: string, line?: Line): void => {
    const key = `${message} ${line?.file}:${line?.line}`;
    if (this.#seen.has(key) || this.#seen.size > notesMax) return;
    this.#seen.add(key);
    if (this.#seen.size > notesMax)
      this.all.push({ message: "there are more notes than are kept" });
    else this.all.push(line ? { message, at: placeOf(line) } : { message });
  };
}
