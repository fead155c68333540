import { runWorker } from "@gatecrash/upstream/worker";
import { scriptResolver } from "./resolve-script.ts";

/** The upstream process of a fault that takes the whole process. Arguments: folders of faults. */
export async function workerMain(faults: readonly string[]): Promise<void> {
  await runWorker(scriptResolver(faults));
}
