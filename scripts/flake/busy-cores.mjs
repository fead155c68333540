import { Worker } from "node:worker_threads";

/** Keeps so many cores busy with arithmetic until it is stopped. @param {number} cores */
export function busyCores(cores) {
  const code = "for (let n = 1; ; n = (n * 48271) % 2147483647) ;";
  const workers = Array.from({ length: cores }, () => new Worker(code, { eval: true }));
  return {
    stop() {
      for (const worker of workers) void worker.terminate();
    },
  };
}
