import { z } from "zod";
import {
  chunk,
  defineFault,
  deliverApart,
  finish,
  gapSchema,
  readHead,
  responseHead,
} from "@gatecrash/core";

export default defineFault({
  id: "chunk-without-crlf",
  summary: "The data of a chunk is followed by the next size at once, with no CRLF.",
  scope: "request",
  symptom: ({ gap_ms }) => ({
    kind: "invalid-chunk",
    detail: gap_ms === 0 ? "no-crlf-after-data-with-head" : "no-crlf-after-data",
  }),
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  variants: { "after-head": { gap_ms: 100 }, "with-head": { gap_ms: 0 } },
  *script({ gap_ms }) {
    yield* readHead();
    const head = responseHead(200, { "transfer-encoding": "chunked" });
    yield* deliverApart(head + chunk("hello\n"), gap_ms, "6\r\nworld\n0\r\n\r\n");
    yield* finish();
  },
});
