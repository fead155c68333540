import { z } from "zod";
import {
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
  id: "tcp-cut-answer",
  summary: "Half of what the client waits for is passed on, then the server leaves.",
  scope: "request",
  symptom: ({ ending }) => endedInBody(ending, "length"),
  params: z.strictObject({ ending: endingSchema.default("fin"), gap_ms: gapSchema.default(100) }),
  variants: endingVariants,
  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp" } },
  *script({ ending, gap_ms }) {
    yield* readHead();
    yield* send(responseHead(200, { "content-length": 100 }) + "x".repeat(50));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
