import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { limits } from "./limits.ts";

/** Does nothing, on the event loop itself: no other connection is served meanwhile. */
export function blockEventLoop(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const spin = `
  const { workerData } = require("node:worker_threads");
  const end = process.hrtime.bigint() + BigInt(Math.round(workerData * 1e6));
  while (process.hrtime.bigint() < end);
`;

/**
 * Burns CPU for `ms` on the event loop and on further threads (0: as many as there are cores).
 * The threads end by themselves.
 */
export async function burn(ms: number, threads: number): Promise<void> {
  const count = Math.min(threads === 0 ? availableParallelism() : threads, limits.burn_threads_max);
  const workers = Array.from(
    { length: count },
    () => new Worker(spin, { eval: true, workerData: ms }),
  );
  await Promise.all(
    workers.map((worker) => new Promise((resolve) => worker.once("online", resolve))),
  );
  const end = process.hrtime.bigint() + BigInt(Math.round(ms * 1e6));
  while (process.hrtime.bigint() < end);
  await Promise.all(workers.map((worker) => worker.terminate()));
}
