import { z } from "zod";
import { defineFault, deliver, greet, grpc, http2, silence } from "@gatecrash/core";
import type { StatusCode } from "@gatecrash/core";

const codes = Object.keys(grpc.statusCodes) as [StatusCode, ...StatusCode[]];

export default defineFault({
  id: "grpc-error-status",
  summary: "Answers 200 with a grpc-status other than 0, in trailers or in the head itself.",
  scope: "connection",
  protocols: ["grpc"],
  symptom: ({ where }) => ({ kind: "error-status", detail: `grpc-${where}`, status: 200 }),
  params: z.strictObject({
    code: z.enum(codes).default("unavailable").describe("The status, by its name."),
    where: z
      .enum(["trailers", "trailers-only"])
      .default("trailers")
      .describe("After a message, or in a head that ends the stream (Trailers-Only)."),
  }),
  variants: {
    unavailable: {},
    internal: { code: "internal" },
    unauthenticated: { code: "unauthenticated", where: "trailers-only" },
    unimplemented: { code: "unimplemented", where: "trailers-only" },
    "deadline-exceeded": { code: "deadline_exceeded", where: "trailers-only" },
  },
  setting: { topology: { protocol: "grpc" }, requests: [grpc.call] },

  *script({ code, where }) {
    const stream = yield* greet();
    const only = [...grpc.head, ...grpc.trailers(code, "no luck")];
    yield* deliver(
      where === "trailers"
        ? grpc.answer(stream, code, "no luck")
        : http2.headers(only, { stream, end: true }),
    );
    yield* silence();
  },
});
