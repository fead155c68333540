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
  id: "chunk-size-overflow",
  summary: "The size of a chunk does not fit into 64 bits.",
  scope: "request",
  symptom: ({ gap_ms }) => ({
    kind: "invalid-chunk",
    detail: gap_ms === 0 ? "size-overflow-with-head" : "size-overflow",
  }),
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  variants: { "after-head": { gap_ms: 100 }, "with-head": { gap_ms: 0 } },
  *script({ gap_ms }) {
    yield* readHead();
    const head = responseHead(200, { "transfer-encoding": "chunked" });
    yield* deliverApart(
      head + chunk("hello\n"),
      gap_ms,
      "ffffffffffffffff6\r\nworld\n\r\n0\r\n\r\n",
    );
    yield* finish();
  },
});
