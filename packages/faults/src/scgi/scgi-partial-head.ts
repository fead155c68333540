import { z } from "zod";
import {
  cgiHead,
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
  id: "scgi-partial-head",
  summary: "Sends a part of the head and leaves before the blank line.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending, "partial-head"),
  params: z.strictObject({ ending: endingSchema.default("fin"), gap_ms: gapSchema.default(100) }),
  variants: endingVariants,
  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script({ ending, gap_ms }) {
    yield* readHead();
    yield* send(cgiHead("200 OK").slice(0, -4));
    // An RST makes the peer's kernel drop what was not yet read.
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
