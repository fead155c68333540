import { z } from "zod";
import {
  answerName,
  bothWays,
  defaultTopology,
  defineFault,
  delivered,
  readQuestion,
  resolveSchema,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "dns-slow",
  summary: "DNS gives a good answer, but takes its time for it.",
  scope: "query",
  protocols: "any",
  symptom: ({ answer_after_ms }) =>
    answer_after_ms <= defaultTopology.timeouts.resolve_ms
      ? { kind: "healthy", detail: "dns-slow" }
      : { kind: "name-not-found", detail: "late" },
  params: z.strictObject({
    answer_after_ms: z
      .int()
      .min(0)
      .max(60_000)
      .default(700)
      .describe("Time from the question to the answer, in ms."),
    resolve: resolveSchema.default("request"),
  }),
  variants: bothWays({ "in-time": { answer_after_ms: 150 }, late: { answer_after_ms: 700 } }),
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script({ answer_after_ms }) {
    yield* readQuestion();
    yield* delivered();
    yield* sleep(answer_after_ms);
    yield* answerName();
  },
});
