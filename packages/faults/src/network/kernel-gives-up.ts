import { z } from "zod";
import { awaitDropped, defaultTopology, defineFault, filter } from "@gatecrash/core";

/** Longer than the kernel of the lane goes on, and so than any answer takes. */
const patience_ms = 20_000;

export default defineFault({
  id: "kernel-gives-up",
  summary: "Packets are lost for so long that the kernel gives up before the proxy's timers do.",
  scope: "listener",
  symptom: ({ packets }) => ({
    kind: packets === "connects" ? "connect-timeout" : "silent-before-head",
    detail: "kernel-gives-up",
  }),
  params: z.strictObject({
    packets: z
      .enum(["connects", "requests"])
      .default("connects")
      .describe("What is lost on its way to the upstream: SYNs, or segments with data."),
  }),
  variants: { connects: { packets: "connects" }, requests: { packets: "requests" } },
  needs: ["firewall", "hasty-kernel"],
  setting: {
    topology: {
      timeouts: { ...defaultTopology.timeouts, connect_ms: patience_ms, read_ms: patience_ms },
    },
  },
  *script({ packets }) {
    yield* filter(packets);
    yield* awaitDropped();
  },
});
