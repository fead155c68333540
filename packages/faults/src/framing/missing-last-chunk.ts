import { z } from "zod";
import {
  chunk,
  defineFault,
  end,
  endedInBody,
  endingSchema,
  endingVariants,
  gapSchema,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "missing-last-chunk",
  summary: "All chunks come, but not the last one, of size 0, that says so.",
  scope: "request",
  symptom: ({ ending }) => endedInBody(ending, "no-last-chunk"),
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    gap_ms: gapSchema.default(100),
  }),
  variants: endingVariants,
  *script({ ending, gap_ms }) {
    yield* readHead();
    yield* send(responseHead(200, { "transfer-encoding": "chunked" }) + chunk("hello\n"));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
