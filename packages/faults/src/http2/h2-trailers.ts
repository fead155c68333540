import { z } from "zod";
import { defineFault, deliverApart, greet, http2, silence } from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const trailers = {
  good: http2.fieldBlock([["x-checksum", "abc"]]),
  "pseudo-field": http2.fieldBlock([[":status", 200]]),
  "upper-case-name": http2.fieldBlock([["X-Checksum", "abc"]]),
  "bad-hpack": http2.indexed(0),
  "without-end": http2.fieldBlock([["x-checksum", "abc"]]),
} as const;

type Name = keyof typeof trailers;
const names = Object.keys(trailers) as [Name, ...Name[]];

function symptom(name: Name): Symptom {
  if (name === "good") return { kind: "healthy", detail: "h2-trailers" };
  return { kind: "invalid-frame", detail: `trailers-${name}` };
}

export default defineFault({
  id: "h2-trailers",
  summary: "Answers with trailers that are malformed, or that do not end the stream.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ trailer }) => symptom(trailer),
  params: z.strictObject({
    trailer: z
      .enum(names)
      .default("pseudo-field")
      .describe("What is wrong with them, if anything."),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait before them, in ms."),
  }),
  variants: Object.fromEntries(names.map((trailer) => [trailer, { trailer }])),
  setting: { topology: { protocol: "h2" } },

  *script({ trailer, gap_ms }) {
    const stream = yield* greet();
    const begun = http2.answerHead(stream) + http2.data("hello\n", { stream });
    const last = http2.headers(trailers[trailer], { stream, end: trailer !== "without-end" });
    yield* deliverApart(begun, gap_ms, last);
    yield* silence();
  },
});
