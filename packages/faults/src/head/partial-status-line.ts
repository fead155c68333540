import { z } from "zod";
import {
  defineFault,
  end,
  endedBeforeHead,
  endingSchema,
  endingVariants,
  gapSchema,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "partial-status-line",
  summary: "Sends half a status line and leaves.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending, "partial-status-line"),
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    gap_ms: gapSchema.default(100),
  }),
  variants: endingVariants,
  *script({ ending, gap_ms }) {
    yield* readHead();
    yield* send("HTTP/1.1 20");
    // An RST makes the peer's kernel drop what was not yet read.
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
