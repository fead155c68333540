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

const details = { "no-colon": "bad-trailer", nul: "nul-in-trailer" };
const lines = { "no-colon": "X-Fault", nul: "X-Fault: one\0two" };

export default defineFault({
  id: "bad-trailer",
  summary: "A trailer field has no colon, or a NUL in its value.",
  scope: "request",
  symptom: ({ flaw, gap_ms }) => ({
    kind: "invalid-chunk",
    detail: `${details[flaw]}${gap_ms === 0 ? "-with-head" : ""}`,
  }),
  params: z.strictObject({
    flaw: z.enum(["no-colon", "nul"]).default("no-colon").describe("What is wrong with it."),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "after-head": { gap_ms: 100 },
    "with-head": { gap_ms: 0 },
    "nul-after-head": { flaw: "nul", gap_ms: 100 },
    "nul-with-head": { flaw: "nul", gap_ms: 0 },
  },
  *script({ flaw, gap_ms }) {
    yield* readHead();
    const head = responseHead(200, { "transfer-encoding": "chunked" });
    yield* deliverApart(head + chunk("hello\n"), gap_ms, `0\r\n${lines[flaw]}\r\n\r\n`);
    yield* finish();
  },
});
