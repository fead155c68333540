import { fileURLToPath } from "node:url";

/** Programs that node runs beside the command line. They import little, so that they start soon. */
export const agentFile = fileURLToPath(new URL("../bin/agent.js", import.meta.url));
export const workerFile = fileURLToPath(new URL("../bin/worker.js", import.meta.url));
