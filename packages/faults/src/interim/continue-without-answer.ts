import { z } from "zod";
import {
  defineFault,
  end,
  endingSchema,
  endingVariants,
  gapSchema,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "continue-without-answer",
  summary: "Answers 100 Continue, and never the answer itself.",
  scope: "request",
  symptom: ({ ending }) => ({ kind: "interim-only", detail: ending, status: 100 }),
  params: z.strictObject({
    ending: endingSchema.default("silence"),
    gap_ms: gapSchema.default(100),
    retries: z
      .int()
      .min(0)
      .max(5)
      .default(0)
      .describe("How often the proxy is to try again when no head of an answer came."),
  }),
  variants: {
    ...endingVariants,
    "fin-retried": { ending: "fin", retries: 1 },
    "rst-retried": { ending: "rst", retries: 1 },
    "silence-retried": { ending: "silence", retries: 1 },
  },
  setting: ({ retries }) => (retries === 0 ? {} : { topology: { retries, retry_on: "no-head" } }),
  *script({ ending, gap_ms }) {
    yield* readHead();
    yield* send(responseHead(100));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
