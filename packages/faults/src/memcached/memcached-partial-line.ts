import { z } from "zod";
import {
  defineFault,
  end,
  endedBeforeHead,
  endingSchema,
  endingVariants,
  gapSchema,
  memcachedLine,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "memcached-partial-line",
  summary: "Stops in the middle of the line before the value.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending, "partial-head"),
  params: z.strictObject({ ending: endingSchema.default("fin"), gap_ms: gapSchema.default(100) }),
  variants: endingVariants,
  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script({ ending, gap_ms }) {
    const { path: key } = yield* readHead();
    yield* send(memcachedLine({ key, value: "hello\n" }).slice(0, -3));
    // An RST makes the peer's kernel drop what was not yet read.
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
