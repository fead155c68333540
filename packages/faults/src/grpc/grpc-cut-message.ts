import { z } from "zod";
import {
  defineFault,
  deliver,
  end,
  greet,
  grpc,
  http2,
  send,
  silence,
  sleep,
} from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const endings = [
  "trailers",
  "end-stream",
  "rst-stream",
  "goaway",
  "fin",
  "rst",
  "silence",
] as const;
type How = (typeof endings)[number];

const symptoms: Record<How, Symptom> = {
  trailers: { kind: "healthy", detail: "grpc-message-cut" },
  "end-stream": { kind: "healthy", detail: "grpc-message-cut" },
  "rst-stream": { kind: "stream-reset", detail: "in-body-internal-error" },
  goaway: { kind: "stream-reset", detail: "in-body-goaway-fin" },
  fin: { kind: "body-cut-short", detail: "h2-fin" },
  rst: { kind: "body-cut-short", detail: "h2-rst" },
  silence: { kind: "body-stalled", detail: "h2" },
};

export default defineFault({
  id: "grpc-cut-message",
  summary: "Sends less of a gRPC message than its length says, and ends.",
  scope: "connection",
  protocols: ["grpc"],
  symptom: ({ how }) => symptoms[how],
  params: z.strictObject({
    how: z
      .enum(endings)
      .default("trailers")
      .describe("How it ends: the stream properly, the stream by a frame, or the connection."),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait in the message, in ms."),
  }),
  variants: Object.fromEntries(endings.map((how) => [how, { how }])),
  setting: { topology: { protocol: "grpc" }, requests: [grpc.call] },

  *script({ how, gap_ms }) {
    const stream = yield* greet();
    yield* send(grpc.begun(stream, grpc.message("hello", 100)));
    yield* sleep(gap_ms);
    if (how === "fin" || how === "rst" || how === "silence") yield* end(how);
    const frames = {
      trailers: http2.headers(grpc.trailers("ok"), { stream, end: true }),
      "end-stream": http2.data("", { stream, end: true }),
      "rst-stream": http2.rstStream(stream, "internal_error"),
      goaway: http2.goaway(0, "internal_error"),
    };
    if (how in frames) yield* deliver(frames[how as keyof typeof frames]);
    if (how === "goaway") {
      yield* sleep(gap_ms);
      yield* end("fin");
    }
    yield* silence();
  },
});
