import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LaneJob, LaneResult } from "./lane-child.ts";

const child = fileURLToPath(new URL("./lane-child.ts", import.meta.url));

/** A network of its own, and its processes end with it. */
export const apart = ["-Urnmpf", "--kill-child", "--mount-proc"];

/** Why no HAProxy can be run in a network of its own here, if so. */
export function noLane(): string | undefined {
  if (spawnSync("haproxy", ["-v"]).status !== 0) return "haproxy is not installed";
  const made = spawnSync("unshare", [...apart, "ip", "link", "set", "lo", "up"]);
  return made.status === 0 ? undefined : "no network namespace can be made here";
}

/**
 * Runs HAProxy on each job in a network namespace that has only `lo`, with the given addresses.
 * @throws Error with what the child said
 */
export function runInLane(jobs: LaneJob[], addresses: string[]): LaneResult[] {
  const add = addresses.map((each) => `ip addr add ${each}/32 dev lo`);
  const script = ["set -e", "ip link set lo up", ...add, 'exec "$@"'].join("\n");
  const command = [process.execPath, ...process.execArgv, child];
  const run = spawnSync("unshare", [...apart, "sh", "-c", script, "sh", ...command], {
    input: JSON.stringify(jobs),
    encoding: "utf8",
    timeout: 120_000,
    maxBuffer: 16_777_216,
  });
  if (run.status !== 0) throw new Error(`the lane ended with ${run.status}: ${run.stderr}`);
  return JSON.parse(run.stdout) as LaneResult[];
}
