import { z } from "zod";
import { answeredAfter, defineFault, delivered, handOver, sleep } from "@gatecrash/core";

export default defineFault({
  id: "slow-accept",
  summary: "The kernel completes the connection, but the application takes it up too late.",
  scope: "connection",
  symptom: ({ accept_after_ms }) => answeredAfter(accept_after_ms),
  params: z.strictObject({
    accept_after_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(800)
      .describe("Time from the handshake until the application reads, in ms."),
  }),
  protocols: "any",
  *script({ accept_after_ms }) {
    yield* delivered();
    yield* sleep(accept_after_ms);
    yield* handOver();
  },
});
