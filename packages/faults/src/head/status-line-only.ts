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
  id: "status-line-only",
  summary: "Sends a status line and nothing else, and leaves.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending, "status-line-only"),
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    gap_ms: gapSchema.default(100),
  }),
  variants: endingVariants,
  *script({ ending, gap_ms }) {
    yield* readHead();
    yield* send("HTTP/1.1 200 OK\r\n");
    // An RST makes the peer's kernel drop what was not yet read.
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
