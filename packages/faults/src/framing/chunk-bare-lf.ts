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
  id: "chunk-bare-lf",
  summary: "The lines of a chunk end with LF in place of CRLF.",
  scope: "request",
  symptom: ({ gap_ms }) => ({
    kind: "invalid-chunk",
    detail: gap_ms === 0 ? "bare-lf-with-head" : "bare-lf",
  }),
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  variants: { "after-head": { gap_ms: 100 }, "with-head": { gap_ms: 0 } },
  *script({ gap_ms }) {
    yield* readHead();
    const head = responseHead(200, { "transfer-encoding": "chunked" });
    yield* deliverApart(head + chunk("hello\n"), gap_ms, "6\nworld\n\n0\n\n");
    yield* finish();
  },
});
