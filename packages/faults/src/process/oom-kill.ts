import { z } from "zod";
import {
  defaultTopology,
  defineFault,
  endedBeforeHead,
  endedInBody,
  gapSchema,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "oom-kill",
  summary: "The kernel ends the upstream process: its container has used up its memory (cgroup).",
  scope: "request",
  // SIGKILL: the kernel closes for it.
  symptom: ({ sent_bytes }) =>
    sent_bytes === 0 ? endedBeforeHead("fin") : endedInBody("fin", "length"),
  params: z.strictObject({
    sent_bytes: z
      .int()
      .min(0)
      .max(65_536)
      .default(0)
      .describe("Bytes of the body that are sent before; 0: not even the head."),
    gap_ms: gapSchema.default(100),
  }),
  variants: { "before-head": { sent_bytes: 0 }, "in-body": { sent_bytes: 64 } },
  needs: ["memory-limit"],
  setting: { topology: { timeouts: { ...defaultTopology.timeouts, read_ms: 5_000 } } },
  *script({ sent_bytes, gap_ms }) {
    yield* readHead();
    if (sent_bytes > 0) {
      const head = responseHead(200, { "content-length": sent_bytes * 2 });
      yield* send(head + "x".repeat(sent_bytes));
      yield* sleep(gap_ms);
    }
    yield { kind: "exhaust-memory" };
  },
});
