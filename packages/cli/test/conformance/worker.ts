import type { AnyFault } from "@gatecrash/core";
import { runWorker } from "@gatecrash/upstream/worker";

/** The upstream process of a fault that takes the whole process; its argument is the fault's file. */
const file = process.argv[2] ?? "";
const { default: fault } = (await import(file)) as { default: AnyFault };

await runWorker(async (acting) => {
  const params = "params" in acting ? acting.params : {};
  return (random) => fault.script(params, random);
});
