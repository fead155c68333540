import { z } from "zod";
import { defineFault, deliver, greet, http2, silence } from "@gatecrash/core";
import type { Field } from "@gatecrash/core";

const type: Field = ["content-type", "text/plain"];
const path: Field = [":path", "/"];

const heads = {
  missing: [type],
  late: [type, [":status", 200]],
  twice: [[":status", 200], [":status", 500], type],
  letters: [[":status", "abc"], type],
  "two-digits": [[":status", 20], type],
  "four-digits": [[":status", 2000], type],
  "below-100": [[":status", "099"], type],
  "above-599": [[":status", 999], type],
  "request-field": [[":status", 200], path, type],
} as const satisfies Record<string, readonly Field[]>;

const names = Object.keys(heads) as [keyof typeof heads, ...(keyof typeof heads)[]];

export default defineFault({
  id: "h2-bad-status",
  summary: "Answers without a proper :status, or with pseudo-fields that an answer must not have.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ head }) => {
    const read = Number(heads[head].find(([name]) => name === ":status")?.[1]);
    const status = Number.isInteger(read) ? { status: read } : {};
    return { kind: "invalid-status", detail: `h2-${head}`, ...status };
  },
  params: z.strictObject({
    head: z.enum(names).default("missing").describe("What is wrong with the pseudo-fields."),
  }),
  variants: Object.fromEntries(names.map((head) => [head, { head }])),
  setting: { topology: { protocol: "h2" } },

  *script({ head }) {
    const stream = yield* greet();
    const section = http2.headers(heads[head], { stream });
    yield* deliver(section + http2.data("hello\n", { stream, end: true }));
    yield* silence();
  },
});
