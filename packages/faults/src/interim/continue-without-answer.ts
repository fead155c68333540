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
  }),
  variants: endingVariants,
  *script({ ending, gap_ms }) {
    yield* readHead();
    yield* send(responseHead(100));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
