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
  id: "partial-head",
  summary: "Sends a status line and some header fields, and leaves before the blank line.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending, "partial-head"),
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    gap_ms: gapSchema.default(100),
  }),
  variants: endingVariants,
  *script({ ending, gap_ms }) {
    yield* readHead();
    yield* send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Le");
    // An RST makes the peer's kernel drop what was not yet read.
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
