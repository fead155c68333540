import { z } from "zod";
import {
  cgiHead,
  defineFault,
  end,
  endedBeforeHead,
  endingSchema,
  endingVariants,
  fastcgiStream,
  gapSchema,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-partial-head",
  summary: "The output stops within the head, between two records.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending, "partial-head"),
  params: z.strictObject({ ending: endingSchema.default("fin"), gap_ms: gapSchema.default(100) }),
  variants: endingVariants,
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ ending, gap_ms }) {
    const { stream } = yield* readHead();
    yield* send(fastcgiStream("stdout", cgiHead("200 OK").slice(0, -4), stream));
    // An RST makes the peer's kernel drop what was not yet read.
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
