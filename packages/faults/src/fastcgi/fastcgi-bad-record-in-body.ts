import { z } from "zod";
import {
  cgiHead,
  defineFault,
  deliverApart,
  fastcgiEnd,
  fastcgiRecord,
  fastcgiStream,
  finish,
  gapSchema,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-bad-record-in-body",
  summary: "The head and half of the body are good, then comes a malformed record.",
  scope: "request",
  symptom: ({ wrong, gap_ms }) => ({
    kind: "invalid-frame",
    detail: `${wrong}-in-body${gap_ms === 0 ? "-with-head" : ""}`,
  }),
  params: z.strictObject({
    wrong: z
      .enum(["version", "type", "request-id"])
      .default("version")
      .describe("Which field of the record's header is wrong."),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    version: { wrong: "version" },
    "version-with-head": { wrong: "version", gap_ms: 0 },
    type: { wrong: "type" },
    "type-with-head": { wrong: "type", gap_ms: 0 },
    "request-id": { wrong: "request-id" },
    "request-id-with-head": { wrong: "request-id", gap_ms: 0 },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ wrong, gap_ms }) {
    const { stream: request_id = 1 } = yield* readHead();
    const head = cgiHead("200 OK", { "Content-Length": 20 });
    const good = { type: "stdout", content: "x".repeat(10), request_id } as const;
    const bad = {
      version: { ...good, version: 72 },
      type: { ...good, type: 99 },
      "request-id": { ...good, request_id: request_id + 1 },
    };
    const begun = fastcgiStream("stdout", `${head}${good.content}`, request_id);
    yield* deliverApart(begun, gap_ms, fastcgiRecord(bad[wrong]) + fastcgiEnd(request_id));
    yield* finish();
  },
});
