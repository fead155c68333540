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
  id: "bad-trailer",
  summary: "A trailer field has no colon.",
  scope: "request",
  symptom: ({ gap_ms }) => ({
    kind: "invalid-chunk",
    detail: gap_ms === 0 ? "bad-trailer-with-head" : "bad-trailer",
  }),
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  variants: { "after-head": { gap_ms: 100 }, "with-head": { gap_ms: 0 } },
  *script({ gap_ms }) {
    yield* readHead();
    const head = responseHead(200, { "transfer-encoding": "chunked" });
    yield* deliverApart(head + chunk("hello\n"), gap_ms, "0\r\nX-Fault\r\n\r\n");
    yield* finish();
  },
});
