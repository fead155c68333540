import { z } from "zod";
import { defineFault, deliver, greet, grpc, http2, silence } from "@gatecrash/core";

export default defineFault({
  id: "grpc-length-without-body",
  summary: "Answers Trailers-Only, but with a content-length other than 0.",
  scope: "connection",
  protocols: ["grpc"],
  symptom: { kind: "body-cut-short", detail: "h2-end-stream-on-headers" },
  params: z.strictObject({
    length_bytes: z.int().min(1).max(1_000_000).default(5).describe("The length, in bytes."),
  }),
  setting: { topology: { protocol: "grpc" }, requests: [grpc.call] },

  *script({ length_bytes }) {
    const stream = yield* greet();
    const length = ["content-length", length_bytes] as const;
    const fields = [...grpc.head, length, ...grpc.trailers("internal")];
    yield* deliver(http2.headers(fields, { stream, end: true }));
    yield* silence();
  },
});
