import { z } from "zod";
import {
  defineFault,
  end,
  endedBeforeHead,
  endingSchema,
  endingVariants,
  gapSchema,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "tcp-partial-head",
  summary: "A few bytes are passed on, too few for the client to make sense of, and no more.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending, "partial-head"),
  params: z.strictObject({ ending: endingSchema.default("fin"), gap_ms: gapSchema.default(100) }),
  variants: endingVariants,
  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp" } },
  *script({ ending, gap_ms }) {
    yield* readHead();
    yield* send(responseHead(200, { "content-length": 100 }).slice(0, -2));
    // An RST makes the peer's kernel drop what was not yet read.
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
