import { z } from "zod";
import { defineFault, deliver, greet, grpc, http2, silence } from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const ways = {
  "goaway-graceful": () => http2.goaway(0, "no_error"),
  "goaway-calm": () => http2.goaway(0, "enhance_your_calm", "too_many_pings"),
  "refused-stream": (stream: number) => http2.rstStream(stream, "refused_stream"),
  cancel: (stream: number) => http2.rstStream(stream, "cancel"),
} as const;

type Way = keyof typeof ways;

function symptom(way: Way): Symptom {
  const goaway = way.startsWith("goaway");
  return { kind: "stream-reset", detail: `before-head-${goaway ? "goaway-silence" : way}` };
}

export default defineFault({
  id: "grpc-turned-away",
  summary: "Turns a gRPC call away with GOAWAY or RST_STREAM before it answers.",
  scope: "connection",
  protocols: ["grpc"],
  symptom: ({ way }) => symptom(way),
  params: z.strictObject({
    way: z
      .enum(Object.keys(ways) as [Way, ...Way[]])
      .default("goaway-graceful")
      .describe("GOAWAY of a restart or for too many pings, or RST_STREAM with this code."),
  }),
  variants: Object.fromEntries(Object.keys(ways).map((way) => [way, { way: way as Way }])),
  setting: { topology: { protocol: "grpc" }, requests: [grpc.call] },

  *script({ way }) {
    const stream = yield* greet();
    yield* deliver(ways[way](stream));
    yield* silence();
  },
});
