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
  id: "long-chunk-extension",
  summary: "A chunk has an extension that is allowed, but larger than a proxy's buffer.",
  scope: "request",
  symptom: { kind: "healthy", detail: "long-chunk-extension" },
  params: z.strictObject({
    extension_bytes: z
      .int()
      .min(16_384)
      .max(262_144)
      .default(32_768)
      .describe("Size of the extension."),
    gap_ms: gapSchema.default(100),
  }),
  *script({ extension_bytes, gap_ms }) {
    yield* readHead();
    yield* send(responseHead(200, { "transfer-encoding": "chunked" }) + chunk("hello\n"));
    yield* sleep(gap_ms);
    yield* deliver(`6;note="${"x".repeat(extension_bytes)}"\r\nworld\n\r\n0\r\n\r\n`);
    yield* finish();
  },
});
