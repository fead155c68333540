import { resolve } from "node:path";
import { Problem } from "@gatecrash/core";
import type { Lane, LaneSpec } from "@gatecrash/core";
import { agentArguments, laneName, proxyArguments, scratch } from "./arguments.ts";
import { isRootless } from "./daemon.ts";
import { LaneContainers } from "./lane-containers.ts";
import { containerTools, whyNoTools } from "./network-tools.ts";
import type { ContainerTools } from "./network-tools.ts";
import { nodeImage } from "./node-image.ts";
import { startContainer } from "./proxy-container.ts";
import { openWorldLane } from "./world-lane.ts";

/** Opens a lane. @throws Problem `launcher-unavailable` */
export async function openDockerLane(spec: LaneSpec): Promise<Lane> {
  const image = await nodeImage();
  if ("missing" in image) {
    throw new Problem("launcher-unavailable", image.missing, image.mend.join("\n"));
  }
  if (spec.world) return openWorldLane(spec, spec.world, image.reference);
  const user = await userInside();
  const tools = await toolsFor(spec, image.reference, user);
  const args = agentArguments(spec, image.reference, user, tools);
  const containers = await LaneContainers.start(spec, args);
  return {
    ...containers.lane,
    inside: { folder: resolve(spec.folder), scratch },
    as_root: user === "0:0",
    ...(tools ? { tools: tools.tools } : {}),
    async startProxy({ program }, driver, launch, sink) {
      const { stop_signal } = launch;
      return containers.add((number) => {
        const name = `${laneName(spec)}-proxy-${number}`;
        const what = { image: program, driver, launch };
        const all = proxyArguments(spec, name, user, what);
        return startContainer({ name, image: program, args: all, stop_signal, sink });
      }).running;
    },
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
  return typeof tools === "string" ? whyNoTools(tools) : undefined;
}

/** The runner's own user, so that its files stay its own. */
async function userInside(): Promise<string> {
  const [user = 0, group = 0] = [process.geteuid?.(), process.getegid?.()];
  if (user === 0 || process.platform !== "linux" || (await isRootless())) return "0:0";
  return `${user}:${group}`;
}
