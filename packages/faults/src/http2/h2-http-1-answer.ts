import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, grpc, http2, readBody } from "@gatecrash/core";

export default defineFault({
  id: "h2-http-1-answer",
  summary: "The port speaks HTTP/1: the preface of HTTP/2 is answered with a status line.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: { kind: "not-http", detail: "http-1" },
  params: z.strictObject({
    status: z.int().min(200).max(599).default(400).describe("Status of the answer."),
    protocol: z.enum(["h2", "grpc"]).default("h2").describe("What the proxy speaks."),
  }),
  variants: { h2: {}, ok: { status: 200 }, grpc: { protocol: "grpc" } },
  setting: ({ protocol }) => ({
    topology: { protocol },
    requests: [protocol === "h2" ? {} : grpc.call],
  }),

  *script({ status }) {
    yield* readBody(http2.preface.length);
    yield* deliver(fullResponse(status, "Bad Request\n"));
    yield* finish();
  },
});
