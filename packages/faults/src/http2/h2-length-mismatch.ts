import { z } from "zod";
import { defineFault, deliverApart, greet, http2, silence } from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const mismatches = ["short", "none", "long", "two", "not-a-number"] as const;
type Mismatch = (typeof mismatches)[number];

const symptoms: Record<Mismatch, Symptom> = {
  short: { kind: "body-cut-short", detail: "h2-end-stream" },
  none: { kind: "body-cut-short", detail: "h2-end-stream-on-headers" },
  long: { kind: "surplus-bytes", detail: "h2-data", status: 200 },
  two: { kind: "ambiguous-length", detail: "h2-two-different" },
  "not-a-number": { kind: "ambiguous-length", detail: "h2-not-a-number" },
};

/** The head and the body, which come apart. */
function frames(mismatch: Mismatch, stream: number): [head: string, body: string] {
  const body = http2.data("hello\n", { stream, end: true });
  const status = [":status", 200] as const;
  switch (mismatch) {
    case "short":
      return [http2.answerHead(stream, 100), body];
    case "long":
      return [http2.answerHead(stream, 3), body];
    case "none":
      return ["", http2.headers([status, ["content-length", 5]], { stream, end: true })];
    case "two": {
      const lengths = [["content-length", 3] as const, ["content-length", 6] as const];
      return ["", http2.headers([status, ...lengths], { stream }) + body];
    }
    case "not-a-number":
      return ["", http2.headers([status, ["content-length", "six"]], { stream }) + body];
  }
}

export default defineFault({
  id: "h2-length-mismatch",
  summary: "Ends the stream properly, but its content-length is not what was sent.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ mismatch }) => symptoms[mismatch],
  params: z.strictObject({
    mismatch: z.enum(mismatches).default("short").describe("How length and body differ."),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait before the body, in ms."),
  }),
  variants: Object.fromEntries(mismatches.map((mismatch) => [mismatch, { mismatch }])),
  setting: { topology: { protocol: "h2" } },

  *script({ mismatch, gap_ms }) {
    const stream = yield* greet();
    const [head, body] = frames(mismatch, stream);
    yield* deliverApart(head, head === "" ? 0 : gap_ms, body);
    yield* silence();
  },
});
