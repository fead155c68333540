import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  withStatusLine,
} from "@gatecrash/core";

export default defineFault({
  id: "unknown-version",
  summary: "Answers in the form of HTTP/1, but names another version.",
  scope: "request",
  symptom: ({ major }) => ({ kind: "invalid-status", detail: `version-${major}` }),
  params: z.strictObject({
    major: z
      .int()
      .min(2)
      .max(9)
      .default(9)
      .describe("The version's first number; 2 and 3 exist, but have another form."),
  }),
  variants: { "http-2": { major: 2 }, "http-9": { major: 9 } },
  *script({ major }) {
    yield* readHead();
    yield* deliver(withStatusLine(`HTTP/${major}.0 200 OK`, fullResponse(200, "hello\n")));
    yield* finish();
  },
});
