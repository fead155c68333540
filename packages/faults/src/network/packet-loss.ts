import { z } from "zod";
import { awaitDropped, defaultTopology, defineFault, filter } from "@gatecrash/core";

export default defineFault({
  id: "packet-loss",
  summary: "Each n-th packet is lost, in both directions together.",
  scope: "listener",
  symptom: { kind: "healthy", detail: "lossy" },
  params: z.strictObject({
    every: z.int().min(3).max(100).default(4).describe("Of how many packets one is lost."),
  }),
  variants: {
    "every-third": { every: 3 },
    "every-fourth": { every: 4 },
    "every-fifth": { every: 5 },
  },
  setting: {
    topology: {
      timeouts: { ...defaultTopology.timeouts, connect_ms: 2_500, send_ms: 2_500, read_ms: 2_500 },
    },
  },
  needs: ["firewall"],
  *script({ every }) {
    yield* filter("all", { every });
    yield* awaitDropped();
  },
});
