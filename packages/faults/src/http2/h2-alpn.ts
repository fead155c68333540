import { z } from "zod";
import {
  defineFault,
  deliver,
  delivered,
  finish,
  fullResponse,
  greet,
  grpc,
  http2,
  readBody,
  silence,
  startTls,
} from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const ways = ["http-1-only", "ignored", "ignored-http-1"] as const;

const symptoms: Record<(typeof ways)[number], Symptom> = {
  "http-1-only": { kind: "tls-failed", detail: "h2-alpn" },
  ignored: { kind: "healthy", detail: "h2-alpn" },
  "ignored-http-1": { kind: "not-http", detail: "http-1-under-tls" },
};

export default defineFault({
  id: "h2-alpn",
  summary: "Does not agree on HTTP/2 in the TLS handshake (ALPN), and speaks what it likes.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  below_tls: true,
  symptom: ({ how }) => symptoms[how],
  params: z.strictObject({
    how: z
      .enum(ways)
      .default("http-1-only")
      .describe("It takes http/1.1 alone; or it knows no ALPN, and speaks HTTP/2 or HTTP/1."),
    protocol: z.enum(["h2", "grpc"]).default("h2").describe("What the proxy speaks."),
  }),
  variants: {
    ...Object.fromEntries(ways.map((how) => [how, { how }])),
    "grpc-http-1-only": { protocol: "grpc" },
    "grpc-ignored-http-1": { protocol: "grpc", how: "ignored-http-1" },
  },
  setting: ({ protocol }) => ({
    topology: { protocol, tls: { verify: true, sni: true } },
    requests: [protocol === "h2" ? {} : grpc.call],
  }),

  *script({ how, protocol }) {
    const { established } = yield* startTls({ alpn: how === "http-1-only" ? ["http/1.1"] : [] });
    yield* delivered();
    if (!established) return;
    if (how === "ignored") {
      const stream = yield* greet();
      yield* deliver(protocol === "h2" ? http2.answer(stream) : grpc.answer(stream));
      yield* silence();
    } else {
      yield* readBody(http2.preface.length);
      yield* deliver(fullResponse(400, "Bad Request\n"));
      yield* finish();
    }
  },
});
