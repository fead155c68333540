import { z } from "zod";
import {
  defineFault,
  end,
  endedInBody,
  endingSchema,
  endingVariants,
  gapSchema,
  memcachedAnswer,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "memcached-cut-value",
  summary: "Sends half of the value and leaves.",
  scope: "request",
  symptom: ({ ending }) => endedInBody(ending, "memcached-value"),
  params: z.strictObject({ ending: endingSchema.default("fin"), gap_ms: gapSchema.default(100) }),
  variants: endingVariants,
  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script({ ending, gap_ms }) {
    const { path: key } = yield* readHead();
    yield* send(memcachedAnswer({ key, value: "x".repeat(50), bytes: 100, trailer: "" }));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
