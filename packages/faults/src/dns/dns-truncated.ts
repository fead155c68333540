import { z } from "zod";
import {
  answerName,
  bothWays,
  defineFault,
  finish,
  readQuestion,
  reset,
  resolveSchema,
  silence,
} from "@gatecrash/core";

export default defineFault({
  id: "dns-truncated",
  summary: "The answer is said not to fit a datagram (TC); over TCP it comes, or not.",
  scope: "query",
  protocols: "any",
  symptom: ({ over_tcp }) =>
    over_tcp === "answer"
      ? { kind: "healthy", detail: "dns-over-tcp" }
      : { kind: "name-not-found", detail: `truncated-${over_tcp}` },
  params: z.strictObject({
    over_tcp: z
      .enum(["answer", "fin", "rst", "silence", "truncated"])
      .default("answer")
      .describe("What the same question gets over TCP."),
    resolve: resolveSchema.default("request"),
  }),
  variants: {
    ...bothWays({ answer: { over_tcp: "answer" } }),
    fin: { over_tcp: "fin" },
    rst: { over_tcp: "rst" },
    silence: { over_tcp: "silence" },
    truncated: { over_tcp: "truncated" },
  },
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script({ over_tcp }) {
    const { transport } = yield* readQuestion();
    if (transport === "udp" || over_tcp === "truncated") yield* answerName({ truncated: true });
    else if (over_tcp === "answer") yield* answerName();
    else if (over_tcp === "fin") yield* finish();
    else if (over_tcp === "rst") yield* reset();
    else yield* silence();
  },
});
