import { dirname, resolve } from "node:path";
import { defineLauncher } from "@gatecrash/core";
import type { Lane, LaneSpec } from "@gatecrash/core";
import { inNamespaces, scratch } from "./netns/command.ts";
import { worldScript } from "./netns/world.ts";
import { explain } from "./netns/explain.ts";
import { AgentProcess, describeEnd } from "./shared/agent-process.ts";
import { findNative } from "./shared/find-native.ts";
import { runTool } from "./shared/run-tool.ts";

const probe_ms_max = 10_000;
/** Time for an agent to end by itself once its input is closed. */
const finish_ms_max = 3_000;

export default defineLauncher({
  id: "netns",
  summary: "Linux namespaces: a network of its own with nothing but loopback, without Docker.",
  order: 2,
  offers: ["own-addresses", "any-address", "upstream-process"],
  async available() {
    if (process.platform !== "linux") {
      const because = `namespaces are a Linux thing, this is ${process.platform}`;
      return {
        available: false,
        because,
        mend: ["gatecrash run --launcher docker", "gatecrash run --launcher process"],
      };
    }
    const { program, args } = inNamespaces("true", []);
    const probe = await runTool(program, args, probe_ms_max);
    if (!probe.ok) return { available: false, ...(await explain(probe)) };
    const who = isRoot() ? "root" : "an ordinary user, in a user namespace";
    return {
      available: true,
      because: `a lane with its own network was opened for a try, as ${who}`,
    };
  },
  find: (driver, request) => findNative(driver, request),
  open,
});

async function open(spec: LaneSpec): Promise<Lane> {
  const folder = resolve(spec.folder);
  const { node, args: agent_args } = spec.agent;
  const script =
    spec.world && worldScript(spec.world, folder, [dirname(node), ...spec.code_folders]);
  const { program, args } = inNamespaces(node, agent_args, script);
  const agent = await AgentProcess.start(program, args, folder);
  return {
    inside: { folder, scratch },
    as_root: isRoot(),
    write: (line) => {
      agent.write(line);
    },
    onLine: (sink) => {
      agent.onLine(sink);
    },
    ended: agent.ended.then(describeEnd),
    close: async () => {
      if (await agent.finish(finish_ms_max)) return;
      // unshare dies of it, and with it the lane's first process, and with that all the others.
      agent.kill();
      await agent.finish(finish_ms_max);
    },
  };
}

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}
