import { z } from "zod";
import { awaitDropped, defaultTopology, defineFault, filter } from "@gatecrash/core";

export default defineFault({
  id: "lose-first-packet",
  summary: "One packet is lost: the kernel sends it again, and all is only later.",
  scope: "listener",
  symptom: ({ packets }) => ({
    kind: "healthy",
    detail: packets === "connects" || packets === "accepts" ? "connected-late" : "sent-again",
  }),
  params: z.strictObject({
    packets: z
      .enum(["connects", "accepts", "requests", "answers"])
      .default("connects")
      .describe("Which packet: a SYN, its answer, or a segment with data to or from the upstream."),
    lost: z.int().min(1).max(8).default(1).describe("How many of these packets are lost."),
  }),
  variants: {
    connects: { packets: "connects" },
    accepts: { packets: "accepts" },
    requests: { packets: "requests" },
    answers: { packets: "answers" },
  },
  // The kernel sends a SYN again after a second only.
  setting: {
    topology: {
      timeouts: { ...defaultTopology.timeouts, connect_ms: 1_600, send_ms: 1_000, read_ms: 1_000 },
    },
  },
  needs: ["firewall"],
  *script({ packets, lost }) {
    yield* filter(packets, { first: lost });
    yield* awaitDropped();
  },
});
