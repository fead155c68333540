import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  greet,
  http2,
  readStream,
  reset,
  send,
  silence,
} from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const ways = ["goaway", "refused", "fin", "rst"] as const;

const symptoms: Record<(typeof ways)[number], Symptom> = {
  goaway: { kind: "stream-reset", detail: "before-head-goaway-fin" },
  refused: { kind: "stream-reset", detail: "before-head-refused-stream" },
  fin: { kind: "closed-before-head", detail: "h2-after-request" },
  rst: { kind: "reset-before-head", detail: "h2-after-request" },
};

export default defineFault({
  id: "h2-leave-on-reuse",
  summary: "Answers the first request of an HTTP/2 connection, and turns the second one away.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ how }) => symptoms[how],
  params: z.strictObject({
    how: z
      .enum(ways)
      .default("goaway")
      .describe("By GOAWAY that names the first as the last, by RST_STREAM, by FIN or by RST."),
  }),
  variants: Object.fromEntries(ways.map((how) => [how, { how }])),
  setting: { topology: { protocol: "h2", keepalive: true }, requests: [{}, {}], reused: true },

  *script({ how }) {
    const first = yield* greet();
    yield* send(http2.answer(first));
    const second = yield* readStream();
    if (how === "goaway") yield* deliver(http2.goaway(first, "no_error"));
    if (how === "refused") yield* deliver(http2.rstStream(second, "refused_stream"));
    if (how === "refused") yield* silence();
    else if (how === "rst") yield* reset();
    else yield* finish();
  },
});
