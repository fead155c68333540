import { defineLauncher } from "@gatecrash/core";
import { daemonState, lacksMemoryLimit } from "./docker/daemon.ts";
import { findImage } from "./docker/find-image.ts";
import { lacksTools, openDockerLane } from "./docker/lane.ts";
import { lookInto } from "./docker/look.ts";
import { nodeImage, pullNodeImage } from "./docker/node-image.ts";

export default defineLauncher({
  id: "docker",
  summary: "Containers with no network but loopback, joined into one lane; the official images.",
  order: 1,
  offers: [
    ...["own-addresses", "any-address", "firewall", "hasty-kernel"],
    ...["memory-limit", "upstream-process"],
  ] as const,
  async lacks(need) {
    if (need === "memory-limit") return lacksMemoryLimit();
    return need === "firewall" || need === "any-address" ? lacksTools() : undefined;
  },
  async available(options) {
    const daemon = await daemonState();
    if (!daemon.up) return { available: false, because: daemon.because, mend: daemon.mend };
    const node = options?.pull === true ? await pullNodeImage() : await nodeImage();
    if ("missing" in node) {
      const because = `Docker ${daemon.version} answers, but ${node.missing}`;
      return { available: false, because, mend: node.mend };
    }
    return {
      available: true,
      because: `Docker ${daemon.version} answers and has ${node.reference}`,
    };
  },
  find: findImage,
  look: ({ program }) => lookInto(program),
  open: openDockerLane,
});
