import type { ActOf } from "@gatecrash/core";
import type { Performed } from "./performed.ts";

/** Where connections of one upstream wait for each other. */
export class Barriers {
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Resolves when so many have come as the act asks for; those then go on together. */
  async wait({ name, parties }: ActOf<"barrier">, signal: AbortSignal): Promise<Performed> {
    const waiting = this.#waiting.get(name) ?? [];
    if (waiting.length + 1 >= parties) {
      this.#waiting.delete(name);
      for (const goOn of waiting) goOn();
      return { result: "ok", note: `${parties} were there` };
    }
    this.#waiting.set(name, waiting);
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      signal.addEventListener("abort", () => {
        resolve();
      });
    });
    return { result: signal.aborted ? "healed" : "ok" };
  }
}
