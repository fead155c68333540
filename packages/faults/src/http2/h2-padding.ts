import { z } from "zod";
import { defineFault, deliverApart, greet, http2, silence } from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const { flags, frame, padded } = http2;
const block = http2.fieldBlock([[":status", 200]]);
const places = ["good", "headers", "headers-empty", "priority-cut", "data", "data-empty"] as const;
type Place = (typeof places)[number];

function symptom(place: Place): Symptom {
  if (place === "good") return { kind: "healthy", detail: "h2-padded" };
  return { kind: "invalid-frame", detail: `padding-${place}` };
}

function frames(place: Place, stream: number): [before: string, fault: string] {
  const head = { stream, flags: flags.end_headers | flags.padded };
  const last = { stream, flags: flags.end_stream | flags.padded };
  const body = http2.data("hello\n", { stream, end: true });
  switch (place) {
    case "good":
      return [
        "",
        frame("headers", padded(block, 9), head) + frame("data", padded("hello\n", 99), last),
      ];
    case "headers":
      return ["", frame("headers", padded(block, 9, 200), head) + body];
    case "headers-empty":
      return ["", frame("headers", "", head) + body];
    case "priority-cut":
      return [
        "",
        frame("headers", "\0\0\0", { ...head, flags: flags.end_headers | flags.priority }),
      ];
    case "data":
      return [http2.answerHead(stream, 6), frame("data", padded("hello\n", 9, 200), last)];
    case "data-empty":
      return [http2.answerHead(stream, 6), frame("data", "", last)];
  }
}

export default defineFault({
  id: "h2-padding",
  summary: "Pads frames, with a pad that is longer than the frame, or none where one is announced.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ place }) => symptom(place),
  params: z.strictObject({
    place: z.enum(places).default("headers").describe("The frame whose pad is wrong, if any."),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait in the body before, in ms."),
  }),
  variants: Object.fromEntries(places.map((place) => [place, { place }])),
  setting: { topology: { protocol: "h2" } },

  *script({ place, gap_ms }) {
    const stream = yield* greet();
    const [before, fault] = frames(place, stream);
    yield* deliverApart(before, before === "" ? 0 : gap_ms, fault);
    yield* silence();
  },
});
