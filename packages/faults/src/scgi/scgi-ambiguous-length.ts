import { z } from "zod";
import { cgiAnswer, defineFault, deliver, finish, readHead, withCgiLine } from "@gatecrash/core";

const lines = {
  "two-lengths": "Content-Length: 6",
  "not-a-number": "Content-Length: six",
  "length-and-chunked": "Transfer-Encoding: chunked",
  "unknown-coding": "Transfer-Encoding: gzip",
};

export default defineFault({
  id: "scgi-ambiguous-length",
  summary: "Where the body ends is said twice, or not so that it can be understood.",
  scope: "request",
  symptom: ({ line }) => ({ kind: "ambiguous-length", detail: `cgi-${line}` }),
  params: z.strictObject({
    line: z
      .enum(Object.keys(lines) as [keyof typeof lines])
      .default("two-lengths")
      .describe("What stands in the head beside a good Content-Length, or in its place."),
  }),
  variants: {
    "two-lengths": { line: "two-lengths" },
    "not-a-number": { line: "not-a-number" },
    "length-and-chunked": { line: "length-and-chunked" },
    "unknown-coding": { line: "unknown-coding" },
  },
  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script({ line }) {
    yield* readHead();
    const both = withCgiLine(lines[line], cgiAnswer("hello\n"));
    const alone = both.replace("Content-Length: 6\r\n", "");
    const answer = line === "not-a-number" || line === "unknown-coding" ? alone : both;
    yield* deliver(answer);
    yield* finish();
  },
});
