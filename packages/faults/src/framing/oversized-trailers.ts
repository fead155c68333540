import { z } from "zod";
import {
  chunk,
  defineFault,
  deliver,
  finish,
  gapSchema,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "oversized-trailers",
  summary: "The trailer fields are well formed, but larger than a proxy's buffer.",
  scope: "request",
  symptom: { kind: "healthy", detail: "oversized-trailers" },
  params: z.strictObject({
    value_bytes: z
      .int()
      .min(16_384)
      .max(262_144)
      .default(32_768)
      .describe("Size of the field's value."),
    gap_ms: gapSchema.default(100),
  }),
  *script({ value_bytes, gap_ms }) {
    yield* readHead();
    yield* send(responseHead(200, { "transfer-encoding": "chunked" }) + chunk("hello\n"));
    yield* sleep(gap_ms);
    yield* deliver(`0\r\nX-Fault: ${"x".repeat(value_bytes)}\r\n\r\n`);
    yield* finish();
  },
});
