import { z } from "zod";
import {
  defaultTopology,
  defineFault,
  delivered,
  finish,
  readHead,
  responseHead,
  send,
} from "@gatecrash/core";

export default defineFault({
  id: "starved-check",
  summary: "One long computation holds the process up, so that its health check goes unanswered.",
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
    block_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(1_500)
      .describe("Time for which the process is held up, in ms."),
  }),
  variants: { "before-head": { head: "held-back" }, "in-body": { head: "sent" } },
  setting: {
    // The check has to be late before the request itself is.
    topology: { check: "http", timeouts: { ...defaultTopology.timeouts, read_ms: 1_200 } },
    when: { path: "/" },
    requests: [{ after_ms: 900 }],
  },
  *script({ head, block_ms }) {
    yield* readHead();
    if (head === "sent") yield* send(`${responseHead(200, { "content-length": 100 })}half`);
    yield* delivered();
    yield { kind: "block", ms: block_ms };
    yield* finish();
  },
});
