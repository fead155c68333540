import { z } from "zod";
import { defineFault, deliver, greet, grpc, http2, silence } from "@gatecrash/core";

const trailers = {
  none: undefined,
  "other-fields": http2.fieldBlock([["x-checksum", "abc"]]),
  "not-a-number": http2.fieldBlock([["grpc-status", "OK"]]),
} as const;

type Name = keyof typeof trailers;

export default defineFault({
  id: "grpc-without-status",
  summary: "Ends the stream of a gRPC answer properly, but with no grpc-status that one can read.",
  scope: "connection",
  protocols: ["grpc"],
  symptom: { kind: "healthy", detail: "grpc-without-status" },
  params: z.strictObject({
    trailer: z
      .enum(Object.keys(trailers) as [Name, ...Name[]])
      .default("none")
      .describe("What comes in place of grpc-status."),
  }),
  variants: { none: {}, other: { trailer: "other-fields" }, text: { trailer: "not-a-number" } },
  setting: { topology: { protocol: "grpc" }, requests: [grpc.call] },

  *script({ trailer }) {
    const stream = yield* greet();
    const block = trailers[trailer];
    const message = http2.data(grpc.message("hello"), { stream, end: true });
    yield* deliver(
      block === undefined
        ? http2.headers(grpc.head, { stream }) + message
        : grpc.begun(stream) + http2.headers(block, { stream, end: true }),
    );
    yield* silence();
  },
});
