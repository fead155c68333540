import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  deliver,
  fastcgiAnswer,
  finish,
  readHead,
  withCgiLine,
} from "@gatecrash/core";

const lines = {
  "nul-in-value": "X-Fault: one\0two",
  "nul-in-name": "X-Fa\0ult: one",
  "space-in-name": "X Fault: one",
  folded: " folded",
  "without-colon": "X-Fault",
  "control-in-value": "X-Fault: one\x07two",
};

export default defineFault({
  id: "fastcgi-invalid-head",
  summary: "A line of the answer's head is malformed.",
  scope: "request",
  symptom: ({ line }) => ({ kind: "invalid-head", detail: `cgi-${line}` }),
  params: z.strictObject({
    line: z
      .enum(Object.keys(lines) as [keyof typeof lines])
      .default("nul-in-value")
      .describe("What is wrong with the line."),
  }),
  variants: {
    "nul-in-value": { line: "nul-in-value" },
    "nul-in-name": { line: "nul-in-name" },
    "space-in-name": { line: "space-in-name" },
    folded: { line: "folded" },
    "without-colon": { line: "without-colon" },
    "control-in-value": { line: "control-in-value" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ line }) {
    const { stream } = yield* readHead();
    yield* deliver(fastcgiAnswer(withCgiLine(lines[line], cgiAnswer("hello\n")), stream));
    yield* finish();
  },
});
