import { z } from "zod";
import { defineFault, deliver, greet, http2, silence } from "@gatecrash/core";
import type { Field } from "@gatecrash/core";

const fields = {
  "upper-case-name": ["X-Upper", "value"],
  "space-in-name": ["x bad", "value"],
  "colon-in-name": ["x:bad", "value"],
  "nul-in-value": ["x-bad", "a\0b"],
  "crlf-in-value": ["x-bad", "a\r\nset-cookie: stolen=1"],
  "space-around-value": ["x-bad", " value "],
  "connection-field": ["connection", "close"],
  "keep-alive-field": ["keep-alive", "timeout=5"],
  "upgrade-field": ["upgrade", "websocket"],
  "transfer-encoding-field": ["transfer-encoding", "chunked"],
} as const satisfies Record<string, Field>;

const names = Object.keys(fields) as [keyof typeof fields, ...(keyof typeof fields)[]];

export default defineFault({
  id: "h2-bad-field",
  summary: "Answers with a header field that HTTP/2 does not allow.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ field }) => ({ kind: "invalid-head", detail: `h2-${field}` }),
  params: z.strictObject({
    field: z.enum(names).default("upper-case-name").describe("The field that is not allowed."),
  }),
  variants: Object.fromEntries(names.map((field) => [field, { field }])),
  setting: { topology: { protocol: "h2" } },

  *script({ field }) {
    const stream = yield* greet();
    const head = http2.headers([[":status", 200], fields[field]], { stream });
    yield* deliver(head + http2.data("hello\n", { stream, end: true }));
    yield* silence();
  },
});
