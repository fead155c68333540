import { dirname, resolve } from "node:path";
import { defineLauncher } from "@gatecrash/core";
import type { Capability, Lane, LaneSpec, NetworkTools } from "@gatecrash/core";
import { inNamespaces, scratch, setUpWith } from "./netns/command.ts";
import { worldScript } from "./netns/world.ts";
import { explain } from "./netns/explain.ts";
import { AgentProcess, describeEnd } from "./shared/agent-process.ts";
import { findNative } from "./shared/find-native.ts";
import { probeScript } from "./shared/network-probe.ts";
import { lastLine, runTool } from "./shared/run-tool.ts";

/** Found on the agent's PATH, which holds the folders of the system's tools. */
const tools: NetworkTools = { nft: ["nft"], ip: ["ip"] };

const probe_ms_max = 10_000;
/** Time for an agent to end by itself once its input is closed. */
const finish_ms_max = 3_000;

export default defineLauncher({
  id: "netns",
  summary: "Linux namespaces: a network of its own with nothing but loopback, without Docker.",
  order: 2,
  offers: ["own-addresses", "any-address", "firewall", "hasty-kernel", "upstream-process"],
  lacks,
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
  const script = spec.world
    ? worldScript(spec.world, folder, [dirname(node), ...spec.code_folders], tools)
    : setUpWith(spec.needs);
  const { program, args } = inNamespaces(node, agent_args, script);
  const agent = await AgentProcess.start(program, args, folder);
  return {
    inside: { folder, scratch },
    as_root: isRoot(),
    tools,
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

async function lacks(need: Capability): Promise<{ missing: string; mend: string[] } | undefined> {
  if (need === "hasty-kernel") {
    const said = await triedOut(inNamespaces("true", [], setUpWith([need])));
    if (said === undefined) return undefined;
    const missing = `a lane of netns cannot set how long the kernel waits here: ${said}`;
    return { missing, mend: ["gatecrash run --launcher docker"] };
  }
  if (need !== "firewall" && need !== "any-address") return undefined;
  const said = await triedOut(inNamespaces("sh", ["-c", probeScript(tools)]));
  if (said === undefined) return undefined;
  return {
    missing: `a lane of netns cannot filter packets here: ${said}`,
    mend: ["sudo apt-get install --no-install-recommends nftables iproute2   (Debian, Ubuntu)"],
  };
}

/** What went wrong with a command in a lane, if something did. */
async function triedOut({ program, args }: ReturnType<typeof inNamespaces>) {
  const probe = await runTool(program, args, probe_ms_max);
  if (probe.ok) return undefined;
  return lastLine(probe.stderr) || (probe.failure ?? `exit code ${probe.code ?? "unknown"}`);
}

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}
