import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { defineLauncher } from "@gatecrash/core";
import type { Lane, LaneSpec } from "@gatecrash/core";
import { startWatchdog } from "./process/watchdog.ts";
import { AgentProcess, describeEnd } from "./shared/agent-process.ts";
import { findNative } from "./shared/find-native.ts";

/** Time for an agent to end by itself once its input is closed. */
const finish_ms_max = 3_000;

export default defineLauncher({
  id: "process",
  summary: "Plain processes on this machine's own loopback: works anywhere, and shuts nothing in.",
  order: 3,
  // Only Linux has all of 127.0.0.0/8 on its loopback without being asked.
  offers:
    process.platform === "linux" ? ["own-addresses", "upstream-process"] : ["upstream-process"],
  async available() {
    if (process.platform === "win32") {
      const because = "Windows has no process groups to end a proxy and its workers by";
      return Promise.resolve({
        available: false,
        because,
        mend: ["gatecrash run --launcher docker", "run gatecrash in WSL"],
      });
    }
    const because = "plain processes on this machine's own loopback; nothing keeps packets in";
    return Promise.resolve({ available: true, because });
  },
  find: (driver, request) => findNative(driver, request),
  open,
});

async function open(spec: LaneSpec): Promise<Lane> {
  const folder = resolve(spec.folder);
  const scratch = join(folder, "scratch");
  await mkdir(scratch, { recursive: true });
  const agent = await AgentProcess.start(spec.agent.node, spec.agent.args, folder);
  const watchdog = startWatchdog(agent.pid, scratch);
  // However the agent went: what it started is in its group, and goes too.
  agent.onExit = () => {
    agent.killGroup();
  };
  return {
    inside: { folder, scratch },
    as_root: process.geteuid?.() === 0,
    write: (line) => {
      agent.write(line);
    },
    onLine: (sink) => {
      agent.onLine(sink);
    },
    ended: agent.ended.then(describeEnd),
    close: async () => {
      if (!(await agent.finish(finish_ms_max))) agent.kill();
      await agent.finish(finish_ms_max);
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
      await watchdog.dismiss();
    },
  };
}
