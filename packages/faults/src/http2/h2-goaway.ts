import { z } from "zod";
import { defineFault, deliver, finish, greet, http2, send, silence, sleep } from "@gatecrash/core";
import type { ErrorCode, Symptom } from "@gatecrash/core";

const codes = Object.keys(http2.errorCodes) as [ErrorCode, ...ErrorCode[]];

type Place = "before-head" | "in-body";
type Then = "answer" | "fin" | "silence";

function symptomOfServed(place: Place, then: Then): Symptom {
  if (then === "answer") return { kind: "healthy", detail: "h2-goaway" };
  if (place === "in-body") {
    return then === "fin"
      ? { kind: "body-cut-short", detail: "h2-goaway" }
      : { kind: "body-stalled", detail: "h2-goaway" };
  }
  const kind = then === "fin" ? "closed-before-head" : "silent-before-head";
  return { kind, detail: "h2-goaway" };
}

export default defineFault({
  id: "h2-goaway",
  summary: "Says GOAWAY while it has a request to answer.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ place, served, then }) =>
    served === "all"
      ? symptomOfServed(place, then)
      : { kind: "stream-reset", detail: `${place}-goaway-${then}` },
  params: z.strictObject({
    place: z.enum(["before-head", "in-body"]).default("before-head").describe("Where it comes."),
    served: z
      .enum(["none", "all"])
      .default("none")
      .describe("What it names as the last stream: 0, or the request's own, which it will serve."),
    code: z.enum(codes).default("no_error").describe("The error code."),
    then: z
      .enum(["answer", "fin", "silence"])
      .default("silence")
      .describe("What it does then: it answers, leaves, or keeps the connection open."),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait around it, in ms."),
  }),
  variants: {
    "refused-silence": {},
    "refused-fin": { then: "fin" },
    "error-fin": { code: "internal_error", then: "fin" },
    "calm-fin": { code: "enhance_your_calm", then: "fin" },
    "graceful-answer": { served: "all", then: "answer" },
    "graceful-fin": { served: "all", then: "fin" },
    "graceful-silence": { served: "all" },
    "in-body-refused-silence": { place: "in-body" },
    "in-body-refused-fin": { place: "in-body", then: "fin" },
    "in-body-graceful-answer": { place: "in-body", served: "all", then: "answer" },
    "in-body-graceful-fin": { place: "in-body", served: "all", then: "fin" },
    "in-body-graceful-silence": { place: "in-body", served: "all" },
  },
  setting: { topology: { protocol: "h2" } },

  *script({ place, served, code, then, gap_ms }) {
    const stream = yield* greet();
    const head = http2.answerHead(stream, 6);
    if (place === "in-body") yield* send(head + http2.data("hel", { stream }));
    yield* sleep(gap_ms);
    yield* deliver(http2.goaway(served === "all" ? stream : 0, code));
    yield* sleep(gap_ms);
    if (then === "fin") yield* finish();
    else if (then === "answer") {
      const rest = http2.data("lo\n", { stream, end: true });
      yield* send(place === "in-body" ? rest : http2.answer(stream));
    }
    yield* silence();
  },
});
