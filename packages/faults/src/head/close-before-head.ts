import { z } from "zod";
import {
  defineFault,
  end,
  endedBeforeHead,
  endingSchema,
  endingVariants,
  readHead,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "close-before-head",
  summary: "Reads the request and leaves without a single byte of an answer.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending),
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    after_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(0)
      .describe("Time from the request until it leaves, in ms."),
  }),
  variants: endingVariants,
  protocols: "any",
  *script({ ending, after_ms }) {
    yield* readHead();
    yield* sleep(after_ms);
    yield* end(ending);
  },
});
