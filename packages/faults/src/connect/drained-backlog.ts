import { z } from "zod";
import { defaultTopology, defineFault, delivered } from "@gatecrash/core";

/** The kernel asks again after a second (RFC 6298, section 2.1; Linux: TCP_TIMEOUT_INIT). */
const syn_again_ms = 1_000;

export default defineFault({
  id: "drained-backlog",
  summary: "The accept queue is full when the connection comes, and is emptied after a while.",
  scope: "listener",
  symptom: ({ drained_after_ms }) =>
    drained_after_ms < syn_again_ms
      ? { kind: "healthy", detail: "connected-late" }
      : { kind: "connect-timeout" },
  params: z.strictObject({
    drained_after_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(400)
      .describe("Time from the first request until the queue is emptied, in ms."),
  }),
  variants: { "in-time": { drained_after_ms: 400 }, "too-late": { drained_after_ms: 1_700 } },
  // Long enough for the kernel's second SYN, too short for its third.
  setting: { topology: { timeouts: { ...defaultTopology.timeouts, connect_ms: 1_600 } } },
  protocols: "any",
  below_tls: true,
  *script({ drained_after_ms }) {
    yield { kind: "fill-backlog" };
    yield { kind: "await-start" };
    yield* delivered();
    yield { kind: "sleep", ms: drained_after_ms };
    yield { kind: "listen" };
  },
});
