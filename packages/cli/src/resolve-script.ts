import type { Acting, Random, Script } from "@gatecrash/core";
import { faultLoader } from "./catalogue.ts";

/** Turns what a trial names (a fault with parameters, or a list of acts) into a script. */
export async function scriptResolver(folders: readonly string[]) {
  const load = await faultLoader(folders);
  return async (acting: Acting): Promise<(random: Random) => Script> => {
    if ("script" in acting) {
      return function* () {
        for (const act of acting.script) yield act;
      };
    }
    const fault = await load(acting.fault);
    const params = fault.params.parse(acting.params);
    return (random) => fault.script(params, random);
  };
}
