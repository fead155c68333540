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
  id: "leave-tunnel",
  summary: "Opens a WebSocket, sends a message, and leaves without a word.",
  scope: "request",
  symptom: ({ ending }) =>
    ending === "silence"
      ? { kind: "tunnel-stalled", status: 101 }
      : { kind: "tunnel-ended", detail: ending, status: 101 },
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    messages: z.int().min(0).max(1_000).default(1).describe("Messages that are sent before."),
    gap_ms: gapSchema.default(100),
  }),
  variants: endingVariants,
  request: webSocketRequest,
  *script({ ending, messages, gap_ms }) {
    yield* send(upgraded(yield* readHead()));
    for (let sent = 0; sent < messages; sent += 1) {
      yield* sleep(gap_ms);
      yield* send(webSocketFrame(opcodes.text, `message ${sent + 1}`));
    }
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
