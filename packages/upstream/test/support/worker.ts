import { runWorker } from "../../src/worker.ts";
import { testCatalogue } from "./catalogue.ts";

/** The upstream process of a fault that takes the whole process. */
const catalogue = await testCatalogue();

await runWorker(async (acting) => {
  if ("script" in acting) {
    return function* () {
      yield* acting.script;
    };
  }
  const fault = await catalogue.find(acting.fault);
  if (!fault) throw new Error(`no fault ${acting.fault}`);
  const params = fault.params.parse(acting.params);
  return (random) => fault.script(params, random);
});
