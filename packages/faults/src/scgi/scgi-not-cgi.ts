import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

const answers = {
  "status-line": fullResponse(200, "hello\n"),
  text: "hello\nworld\n",
  html: "<html><body>hello</body></html>\n",
  "blank-line": "\r\nhello\n",
};

export default defineFault({
  id: "scgi-not-cgi",
  summary: "The output does not begin with a head as CGI has it.",
  scope: "request",
  symptom: ({ answer }) => ({ kind: "not-http", detail: `cgi-${answer}` }),
  params: z.strictObject({
    answer: z
      .enum(Object.keys(answers) as [keyof typeof answers])
      .default("text")
      .describe("What it is: an HTTP status line, text, or a blank line first."),
  }),
  variants: {
    "status-line": { answer: "status-line" },
    text: { answer: "text" },
    html: { answer: "html" },
    "blank-line": { answer: "blank-line" },
  },
  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script({ answer }) {
    yield* readHead();
    yield* deliver(answers[answer]);
    yield* finish();
  },
});
