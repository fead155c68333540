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
  id: "memcached-cut-trailer",
  summary: "Sends the whole value, but not the END after it.",
  scope: "request",
  symptom: ({ ending }) => endedInBody(ending, "memcached-trailer"),
  params: z.strictObject({ ending: endingSchema.default("fin"), gap_ms: gapSchema.default(100) }),
  variants: endingVariants,
  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script({ ending, gap_ms }) {
    const { path: key } = yield* readHead();
    yield* send(memcachedAnswer({ key, value: "hello\n", trailer: "" }));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
