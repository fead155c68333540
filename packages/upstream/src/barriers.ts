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
    if (signal.aborted) return { result: "healed" };
    this.#waiting.set(name, waiting);
    return new Promise((resolve) => {
      const leave = () => {
        const left = this.#waiting.get(name) ?? [];
        if (left.includes(goOn)) left.splice(left.indexOf(goOn), 1);
        resolve({ result: "healed" });
      };
      const goOn = () => {
        signal.removeEventListener("abort", leave);
        resolve({ result: "ok" });
      };
      waiting.push(goOn);
      signal.addEventListener("abort", leave);
    });
  }
}
