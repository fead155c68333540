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
  id: "bad-chunk-size",
  summary: "The size of a chunk is not a number.",
  scope: "request",
  symptom: ({ gap_ms }) => ({
    kind: "invalid-chunk",
    detail: gap_ms === 0 ? "bad-size-with-head" : "bad-size",
  }),
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  variants: { "after-head": { gap_ms: 100 }, "with-head": { gap_ms: 0 } },
  *script({ gap_ms }) {
    yield* readHead();
    const head = responseHead(200, { "transfer-encoding": "chunked" });
    yield* deliverApart(head + chunk("hello\n"), gap_ms, "six\r\nworld\n\r\n0\r\n\r\n");
    yield* finish();
  },
});
