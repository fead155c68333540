import { spawn } from "node:child_process";
import { runTool, toolEnvironment } from "../shared/run-tool.ts";
import type { ToolResult } from "../shared/run-tool.ts";
import { settled } from "../shared/settled.ts";

/** Time for a short question to the daemon. */
export const ask_ms_max = 5_000;
/** Exit code of the docker client where not the program but Docker itself failed. */
export const dockerFailed = 125;
const pull_ms_max = 600_000;

/** Runs the docker client to its end. Never rejects. */
export async function docker(
  args: readonly string[],
  timeout_ms = ask_ms_max,
): Promise<ToolResult> {
  return runTool("docker", args, timeout_ms);
}

/** Marks a container that belongs to no lane as this runner's own. */
export function ownLabel(what: string): string[] {
  return ["--label", `gatecrash.run=${what}-${process.pid}`];
}

/** Pulls an image and shows Docker's own progress on standard error. True if it is there then. */
export async function pull(reference: string): Promise<boolean> {
  process.stderr.write(`pulling ${reference}\n`);
  const child = spawn("docker", ["pull", reference], {
    stdio: ["ignore", 2, 2],
    env: toolEnvironment(),
  });
  let ok = false;
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => {
      resolve();
    });
    child.once("exit", (code) => {
      ok = code === 0;
      resolve();
    });
  });
  if (!(await settled(ended, pull_ms_max))) child.kill("SIGKILL");
  return ok;
}
