import { z } from "zod";
import {
  defaultTopology,
  defineFault,
  delivered,
  gapSchema,
  readHead,
  responseHead,
  send,
  silence,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "drain-under-check",
  summary:
    "A graceful stop: it listens no more while it ends its work, and a health check finds out.",
  scope: "request",
  symptom: ({ head }) => ({
    kind: "check-failed",
    detail: head === "sent" ? "while-sending" : "while-working",
  }),
  params: z.strictObject({
    head: z
      .enum(["sent", "held-back"])
      .default("held-back")
      .describe("Whether the head of the answer was sent before."),
    gap_ms: gapSchema.default(100),
  }),
  variants: { "before-head": { head: "held-back" }, "in-body": { head: "sent" } },
  setting: {
    topology: { check: "http", timeouts: { ...defaultTopology.timeouts, read_ms: 2_000 } },
    when: { path: "/" },
    // When the second check begins, the first one has gone well.
    requests: [{ after_connections: 2 }],
  },
  *script({ head, gap_ms }) {
    yield* readHead();
    if (head === "sent") {
      yield* send(`${responseHead(200, { "content-length": 100 })}half`);
      yield* sleep(gap_ms);
    }
    yield { kind: "refuse" };
    yield* delivered();
    yield* silence();
  },
});
