import { spawn } from "node:child_process";
import { toolEnvironment } from "../shared/run-tool.ts";
import { settled } from "../shared/settled.ts";

/** Ends by itself when told so; when its input ends without a word, the runner was killed. */
// Written with -s: dash does not understand `kill -KILL -- -1234`.
const script = 'read -r word && exit; kill -s KILL -- "-$1" 2>/dev/null; rm -rf -- "$2"';

const dismiss_ms_max = 1_000;

/**
 * A process outside the agent's group that outlives a runner which is killed: it then kills the
 * group and removes the folder. No kernel namespace does that for a plain process.
 */
export function startWatchdog(group: number, folder: string): { dismiss(): Promise<void> } {
  const child = spawn("sh", ["-c", script, "sh", String(group), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: toolEnvironment(),
  });
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
    child.once("error", () => {
      resolve();
    });
  });
  child.stdin.on("error", () => undefined);
  return {
    async dismiss() {
      child.stdin.end("done\n");
      if (!(await settled(gone, dismiss_ms_max))) child.kill("SIGKILL");
    },
  };
}
