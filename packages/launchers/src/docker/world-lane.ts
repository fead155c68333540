import { resolve } from "node:path";
import { Problem } from "@gatecrash/core";
import type { Lane, LaneSpec, LaneWorld } from "@gatecrash/core";
import { laneName, scratch, worldAgentArguments, worldProxyArguments } from "./arguments.ts";
import { copyShared } from "./copy-out.ts";
import { ImageFiles } from "./image-files.ts";
import { imageVersion } from "./image-version.ts";
import { ipv6Arguments } from "./ipv6.ts";
import { LaneContainers } from "./lane-containers.ts";
import { containerTools, whyNoTools } from "./network-tools.ts";
import { startContainer } from "./proxy-container.ts";
import {
  agentMounts,
  agentScript,
  makeShared,
  proxyMounts,
  sharedFolder,
  sharedRoot,
} from "./world.ts";

/**
 * Opens a lane for a user's own configuration. The agent claims the world's addresses on the loopback
 * of the namespace that the proxy joins. The proxy's image stays as it is: what the world brings is
 * mounted, and mounted again each time it is started.
 * @throws Problem `launcher-unavailable`
 */
export async function openWorldLane(
  spec: LaneSpec,
  world: LaneWorld,
  image: string,
): Promise<Lane> {
  const tools = await containerTools(image, "0:0");
  if (typeof tools === "string") {
    const { missing, mend } = whyNoTools(tools);
    throw new Problem("launcher-unavailable", missing, mend.join("\n"));
  }
  makeShared(spec, world);
  const mounts = [...(await ipv6Arguments(image)), ...agentMounts(spec, world)];
  const script = agentScript(world, tools.tools);
  const args = worldAgentArguments(spec, image, tools, { mounts, script });
  const containers = await LaneContainers.start(spec, args);
  let filled: Promise<void> | undefined;
  return {
    ...containers.lane,
    inside: { folder: resolve(spec.folder), scratch, shared: sharedRoot },
    as_root: true,
    tools: tools.tools,
    async startProxy({ program }, driver, { stop_signal }, sink) {
      filled ??= fillShared(spec, world, program);
      const [version] = await Promise.all([imageVersion(program, driver), filled]);
      return containers.add((number) => {
        const name = `${laneName(spec)}-proxy-${number}`;
        const all = proxyMounts(spec, world);
        const own = worldProxyArguments(spec, name, program, world.start, all);
        return startContainer({ name, image: program, args: own, stop_signal, version, sink });
      }).running;
    },
  };
}

/** What the image has in the shared folders, such as links of logs to its streams. */
async function fillShared(spec: LaneSpec, { shared }: LaneWorld, image: string): Promise<void> {
  if (shared.length === 0) return;
  const files = await ImageFiles.open(image);
  try {
    for (const path of shared) await copyShared(files, path, sharedFolder(spec));
  } finally {
    await files.close();
  }
}
