import { resolve } from "node:path";
import { Problem } from "@gatecrash/core";
import type { Lane, LaneSpec } from "@gatecrash/core";
import { AgentProcess, describeEnd } from "../shared/agent-process.ts";
import type { AgentEnd } from "../shared/agent-process.ts";
import { settled } from "../shared/settled.ts";
import { agentArguments, laneName, scratch } from "./arguments.ts";
import { docker, dockerFailed } from "./client.ts";
import { daemonState, isRootless } from "./daemon.ts";
import { containerTools } from "./network-tools.ts";
import type { ContainerTools } from "./network-tools.ts";
import { nodeImage } from "./node-image.ts";
import { startContainer } from "./proxy-container.ts";
import type { ProxyContainer } from "./proxy-container.ts";

/** Time for agent and proxies to be gone and removed once the agent's input is closed. */
const finish_ms_max = 8_000;
const remove_ms_max = 10_000;

/**
 * The agent's container is the lane: no network but loopback, and its process namespace. Proxies
 * join both, so they end with it; and it ends when the client's standard input does, which the
 * kernel closes however the runner goes. The lane is there once the agent has answered anything:
 * only then can a proxy join it.
 *
 * A daemon that is killed leaves its containers running (measured on 20.10): nothing but the next
 * start of a daemon removes them then, and it does so by itself.
 */
export async function openDockerLane(spec: LaneSpec): Promise<Lane> {
  const image = await nodeImage();
  if ("missing" in image) {
    throw new Problem("launcher-unavailable", image.missing, image.mend.join("\n"));
  }
  const folder = resolve(spec.folder);
  const user = await userInside();
  const tools = await toolsFor(spec, image.reference, user);
  const agent = await AgentProcess.start(
    "docker",
    agentArguments(spec, image.reference, user, tools),
    folder,
  );
  const proxies: ProxyContainer[] = [];
  let closing: Promise<void> | undefined;
  return {
    inside: { folder, scratch },
    as_root: user === "0:0",
    ...(tools ? { tools: tools.tools } : {}),
    write: (line) => {
      agent.write(line);
    },
    onLine: (sink) => {
      agent.onLine(sink);
    },
    ended: agent.ended.then(describeLoss),
    async startProxy(place, driver, launch, sink) {
      const name = `${laneName(spec)}-proxy-${proxies.length + 1}`;
      const proxy = startContainer({
        spec,
        name,
        user,
        image: place.program,
        driver,
        launch,
        sink,
      });
      proxies.push(proxy);
      return proxy.running;
    },
    close: () => (closing ??= close(spec, agent, proxies)),
  };
}

/** Only a lane whose trials need them gets tools for packets, and the right to use them. */
async function toolsFor(
  { needs }: LaneSpec,
  image: string,
  user: string,
): Promise<ContainerTools | undefined> {
  if (!needs.includes("firewall") && !needs.includes("any-address")) return undefined;
  const tools = await containerTools(image, user);
  return typeof tools === "string" ? undefined : tools;
}

/** Why lanes cannot filter packets here, and what mends it. */
export async function lacksTools(): Promise<{ missing: string; mend: string[] } | undefined> {
  const image = await nodeImage();
  if ("missing" in image) return image;
  const tools = await containerTools(image.reference, await userInside());
  if (typeof tools !== "string") return undefined;
  return {
    missing: `a lane of docker cannot filter packets here: ${tools}`,
    mend: [
      "sudo apt-get install --no-install-recommends nftables iproute2   (Debian, Ubuntu)",
      "set GATECRASH_NODE_IMAGE to an image that has Node.js, nft, ip and setpriv",
      "gatecrash run --launcher netns",
    ],
  };
}

/** The runner's own user, so that its files stay its own. */
async function userInside(): Promise<string> {
  const [user = 0, group = 0] = [process.geteuid?.(), process.getegid?.()];
  if (user === 0 || process.platform !== "linux" || (await isRootless())) return "0:0";
  return `${user}:${group}`;
}

async function describeLoss(end: AgentEnd): Promise<string> {
  if (end.code === 0) return describeEnd(end);
  const daemon = await daemonState();
  if (!daemon.up) return `the Docker daemon went away: ${daemon.because}`;
  if (end.code === dockerFailed) return `Docker could not run the agent's container: ${end.said}`;
  return describeEnd(end);
}

async function close(
  spec: LaneSpec,
  agent: AgentProcess,
  proxies: ProxyContainer[],
): Promise<void> {
  agent.endInput();
  const all = Promise.all([agent.ended, ...proxies.map((proxy) => proxy.gone)]);
  const clean = await settled(all, finish_ms_max);
  // A client that ended well has waited until its container was removed.
  const exits = clean ? await all : [];
  if (clean && exits.every(({ code }) => code !== undefined && code !== dockerFailed)) return;
  await removeAll(spec);
  agent.kill();
  for (const proxy of proxies) proxy.abandon();
  await settled(all, finish_ms_max);
}

/** Removes what is left of the lane, if the daemon still answers. */
async function removeAll({ run_id, lane_id }: LaneSpec): Promise<void> {
  const filters = [`label=gatecrash.run=${run_id}`, `label=gatecrash.lane=${lane_id}`];
  const list = await docker([
    "ps",
    "--all",
    "--quiet",
    ...filters.flatMap((each) => ["--filter", each]),
  ]);
  const ids = list.stdout.split("\n").filter((id) => id !== "");
  if (ids.length > 0) await docker(["rm", "--force", "--volumes", ...ids], remove_ms_max);
}
