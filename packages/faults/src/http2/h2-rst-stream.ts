import { z } from "zod";
import { defineFault, deliver, greet, http2, send, silence, sleep } from "@gatecrash/core";
import type { ErrorCode, Symptom } from "@gatecrash/core";

const codes = Object.keys(http2.errorCodes) as [ErrorCode, ...ErrorCode[]];

const interesting = [
  "no_error",
  "protocol_error",
  "internal_error",
  "refused_stream",
  "cancel",
  "enhance_your_calm",
  "http_1_1_required",
] as const satisfies readonly ErrorCode[];

type Place = "before-head" | "with-head" | "in-body" | "after-end";

function symptom(place: Place, code: ErrorCode): Symptom {
  if (place === "after-end") return { kind: "healthy", detail: "h2-then-rst-stream" };
  return { kind: "stream-reset", detail: `${place}-${code.replaceAll("_", "-")}` };
}

const named = (code: ErrorCode) => code.replaceAll("_", "-");

export default defineFault({
  id: "h2-rst-stream",
  summary: "Resets the request's stream, and keeps the connection.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ place, code }) => symptom(place, code),
  params: z.strictObject({
    place: z
      .enum(["before-head", "with-head", "in-body", "after-end"])
      .default("before-head")
      .describe("Before HEADERS, together with it, after a part of the body, or after all of it."),
    code: z.enum(codes).default("internal_error").describe("The error code."),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait in the body before, in ms."),
  }),
  variants: {
    ...Object.fromEntries(
      interesting.flatMap((code) => [
        [`before-head-${named(code)}`, { place: "before-head", code }],
        [`in-body-${named(code)}`, { place: "in-body", code }],
      ]),
    ),
    "with-head": { place: "with-head" },
    "after-end": { place: "after-end", code: "no_error" },
  },
  setting: { topology: { protocol: "h2" } },

  *script({ place, code, gap_ms }) {
    const stream = yield* greet();
    const rst = http2.rstStream(stream, code);
    const begun = http2.answerHead(stream, 100) + http2.data("x".repeat(50), { stream });
    if (place === "before-head") yield* deliver(rst);
    else if (place === "with-head") yield* deliver(begun + rst);
    else if (place === "after-end") yield* deliver(http2.answer(stream) + rst);
    else {
      yield* send(begun);
      yield* sleep(gap_ms);
      yield* deliver(rst);
    }
    yield* silence();
  },
});
