import type { Act, Acting, Random, Script } from "@gatecrash/core";
import { faultLoader } from "./fault-files.ts";

/** Turns what a trial names (a fault with parameters, or a list of acts) into a script. */
export function scriptResolver(folders: readonly string[]) {
  const load = faultLoader(folders);
  return async (acting: Acting): Promise<(random: Random) => Script> => {
    if ("script" in acting) {
      const parts = partsOf(acting.script);
      let opened = 0;
      return function* () {
        const part = parts[Math.min(opened, parts.length - 1)] ?? [];
        opened += 1;
        for (const act of part) yield act;
      };
    }
    const fault = await load(acting.fault);
    const params = fault.params.parse(acting.params);
    return (random) => fault.script(params, random);
  };
}

/** The acts for one connection after the other, as `accept` divides them. */
function partsOf(acts: readonly Act[]): Act[][] {
  const parts: Act[][] = [[]];
  for (const act of acts) {
    if (act.kind === "accept") parts.push([]);
    else parts.at(-1)?.push(act);
  }
  return parts;
}
