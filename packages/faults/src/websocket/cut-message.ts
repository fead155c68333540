import { z } from "zod";
import {
  defineFault,
  end,
  endingSchema,
  endingVariants,
  gapSchema,
  opcodes,
  readHead,
  send,
  sleep,
  upgraded,
  webSocketFrame,
  webSocketRequest,
} from "@gatecrash/core";

export default defineFault({
  id: "cut-message",
  summary: "Opens a WebSocket, sends a part of a message, and leaves.",
  scope: "request",
  symptom: ({ ending }) =>
    ending === "silence"
      ? { kind: "tunnel-stalled", detail: "in-message", status: 101 }
      : { kind: "tunnel-ended", detail: `in-message-${ending}`, status: 101 },
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    sent_bytes: z
      .int()
      .min(0)
      .max(65_536)
      .default(64)
      .describe("Bytes of the message that are sent."),
    gap_ms: gapSchema.default(100),
  }),
  variants: endingVariants,
  request: webSocketRequest,
  *script({ ending, sent_bytes, gap_ms }) {
    yield* send(upgraded(yield* readHead()));
    yield* sleep(gap_ms);
    const length = sent_bytes * 2 + 1;
    yield* send(webSocketFrame(opcodes.text, "x".repeat(sent_bytes), { length }));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
