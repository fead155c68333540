import { z } from "zod";
import { defineFault, deliverApart, greet, http2, silence } from "@gatecrash/core";

/** Streams that are not the request's, which is odd. */
const streams = {
  zero: () => 0,
  even: (stream: number) => stream + 1,
  unopened: (stream: number) => stream + 2,
};

const names = ["zero", "even", "unopened"] as const;

export default defineFault({
  id: "h2-wrong-stream",
  summary: "Sends the answer, or its body, on another stream than the request's.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ frame, stream }) => ({ kind: "invalid-frame", detail: `${frame}-on-${stream}` }),
  params: z.strictObject({
    frame: z.enum(["headers", "data"]).default("headers").describe("The frame that goes astray."),
    stream: z
      .enum(names)
      .default("unopened")
      .describe("Where: 0 (the connection), an even one (a push), or one that no request opened."),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait in the body before, in ms."),
  }),
  variants: Object.fromEntries(
    names.flatMap((stream) =>
      (["headers", "data"] as const).map((frame) => [`${frame}-${stream}`, { frame, stream }]),
    ),
  ),
  setting: { topology: { protocol: "h2" } },

  *script({ frame, stream, gap_ms }) {
    const asked = yield* greet();
    const astray = streams[stream](asked);
    if (frame === "headers") yield* deliverApart("", 0, http2.answer(astray));
    else {
      const fault = http2.data("hello\n", { stream: astray, end: true });
      yield* deliverApart(http2.answerHead(asked, 6), gap_ms, fault);
    }
    yield* silence();
  },
});
