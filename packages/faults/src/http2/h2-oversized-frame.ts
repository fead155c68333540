import { z } from "zod";
import { defineFault, deliverApart, greet, http2, silence } from "@gatecrash/core";

export default defineFault({
  id: "h2-oversized-frame",
  summary: "Sends a frame that is longer than the peer takes (SETTINGS_MAX_FRAME_SIZE).",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ frame }) => ({ kind: "invalid-frame", detail: `oversized-${frame}` }),
  params: z.strictObject({
    frame: z.enum(["headers", "data", "unknown"]).default("data").describe("The frame's type."),
    payload_bytes: z
      .int()
      .min(http2.max_frame_bytes + 1)
      .max(1_000_000)
      .default(65_536)
      .describe("Bytes of its payload; HTTP/2's default limit is 16384."),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait in the body before, in ms."),
  }),
  variants: { headers: { frame: "headers" }, data: {}, unknown: { frame: "unknown" } },
  setting: { topology: { protocol: "h2" } },

  *script({ frame, payload_bytes, gap_ms }) {
    const stream = yield* greet();
    const filler = "x".repeat(payload_bytes);
    if (frame === "data") {
      const fault = http2.data(filler, { stream, end: true });
      yield* deliverApart(http2.answerHead(stream, payload_bytes), gap_ms, fault);
    } else if (frame === "unknown") {
      yield* deliverApart("", 0, http2.frame("unknown", filler) + http2.answer(stream));
    } else {
      const head = http2.headers(
        [
          [":status", 200],
          ["x-large", filler],
        ],
        { stream },
      );
      yield* deliverApart("", 0, head + http2.data("hi", { stream, end: true }));
    }
    yield* silence();
  },
});
