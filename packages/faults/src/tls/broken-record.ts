import { z } from "zod";
import {
  alertRecord,
  contentTypes,
  defineFault,
  delivered,
  finishRaw,
  fullResponse,
  gapSchema,
  readHead,
  responseHead,
  send,
  sendRaw,
  sleep,
  tlsRecord,
} from "@gatecrash/core";

export default defineFault({
  id: "broken-record",
  summary: "Sends bytes on an established TLS connection that are no valid record of it.",
  scope: "request",
  symptom: ({ after }) => ({
    kind: "invalid-frame",
    detail: after === "request" ? "tls-record" : "tls-record-in-body",
  }),
  params: z.strictObject({
    bytes: z
      .enum(["clear-text", "bad-mac", "clear-alert", "oversized"])
      .default("bad-mac")
      .describe("Plain HTTP, a record that does not decrypt, an alert in the clear, too large."),
    after: z.enum(["request", "part-of-body"]).default("request").describe("What comes before it."),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "clear-text": { bytes: "clear-text" },
    "bad-mac": { bytes: "bad-mac" },
    "clear-alert": { bytes: "clear-alert" },
    oversized: { bytes: "oversized" },
    "clear-text-in-body": { bytes: "clear-text", after: "part-of-body" },
    "bad-mac-in-body": { bytes: "bad-mac", after: "part-of-body" },
  },
  setting: { topology: { tls: { verify: true, sni: true } } },
  *script({ bytes, after, gap_ms }) {
    const { data } = contentTypes;
    const broken = {
      "clear-text": fullResponse(200, "in the clear"),
      "bad-mac": tlsRecord(data, "x".repeat(64)),
      "clear-alert": alertRecord("internal-error"),
      // A record holds 16 KiB and what encryption adds, 256 bytes at most.
      oversized: tlsRecord(data, "x".repeat(64), { length: 0xffff }),
    };
    yield* readHead();
    if (after === "part-of-body") {
      yield* send(responseHead(200, { "content-length": 128 }) + "x".repeat(64));
      yield* sleep(gap_ms);
    }
    yield* sendRaw(broken[bytes]);
    yield* delivered();
    yield* finishRaw();
  },
});
