import { z } from "zod";
import { defineFault, deliver, greet, grpc, http2, silence } from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const body = "<h1>Not here</h1>\n";

function symptom(status: number): Symptom {
  if (status === 200) return { kind: "healthy", detail: "grpc-content-type" };
  return { kind: "error-status", detail: "grpc-http-status", status };
}

export default defineFault({
  id: "grpc-not-grpc",
  summary: "Answers a gRPC call with a page: another content-type, or an error status of HTTP.",
  scope: "connection",
  protocols: ["grpc"],
  symptom: ({ status }) => symptom(status),
  params: z.strictObject({
    status: z.int().min(200).max(599).default(200).describe("Status of the answer."),
  }),
  variants: { "html-200": {}, "html-404": { status: 404 }, "html-503": { status: 503 } },
  setting: { topology: { protocol: "grpc" }, requests: [grpc.call] },

  *script({ status }) {
    const stream = yield* greet();
    const head = [[":status", status] as const, ["content-type", "text/html"] as const];
    yield* deliver(http2.headers(head, { stream }) + http2.data(body, { stream, end: true }));
    yield* silence();
  },
});
