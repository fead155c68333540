import { z } from "zod";
import {
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
  id: "crash",
  summary: "The upstream process exits while it works on the request, as by an uncaught exception.",
  scope: "request",
  // The request was read, so the kernel closes with FIN; with unread bytes it would be RST.
  symptom: ({ sent_bytes }) =>
    sent_bytes === 0 ? endedBeforeHead("fin") : endedInBody("fin", "length"),
  params: z.strictObject({
    exit_code: z.int().min(0).max(255).default(1).describe("Exit code of the process."),
    sent_bytes: z
      .int()
      .min(0)
      .max(65_536)
      .default(0)
      .describe("Bytes of the body that are sent before; 0: not even the head."),
    gap_ms: gapSchema.default(100),
  }),
  variants: { "before-head": { sent_bytes: 0 }, "in-body": { sent_bytes: 64 } },
  *script({ exit_code, sent_bytes, gap_ms }) {
    yield* readHead();
    if (sent_bytes > 0) {
      const head = responseHead(200, { "content-length": sent_bytes * 2 });
      yield* send(head + "x".repeat(sent_bytes));
      yield* sleep(gap_ms);
    }
    yield { kind: "exit", code: exit_code };
  },
});
