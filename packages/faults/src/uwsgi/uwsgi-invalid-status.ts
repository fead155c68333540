import { z } from "zod";
import { cgiAnswer, defineFault, deliver, finish, readHead } from "@gatecrash/core";

const statuses = { word: "abc", "two-digits": "99", "four-digits": "2000", empty: "" };

export default defineFault({
  id: "uwsgi-invalid-status",
  summary: "The answer's Status field is not three digits.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "invalid-status", detail: `cgi-${status}` }),
  params: z.strictObject({
    status: z
      .enum(Object.keys(statuses) as [keyof typeof statuses])
      .default("word")
      .describe("What stands in the field."),
  }),
  variants: {
    word: { status: "word" },
    "two-digits": { status: "two-digits" },
    "four-digits": { status: "four-digits" },
    empty: { status: "empty" },
  },
  protocols: ["uwsgi"],
  setting: { topology: { protocol: "uwsgi" } },
  *script({ status }) {
    yield* readHead();
    yield* deliver(cgiAnswer("hello\n", { Status: statuses[status] }));
    yield* finish();
  },
});
