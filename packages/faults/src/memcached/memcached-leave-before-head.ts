import { z } from "zod";
import {
  defineFault,
  end,
  endedBeforeHead,
  endingSchema,
  endingVariants,
  readBody,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "memcached-leave-before-head",
  summary: "The cache reads the request and leaves without a single byte of an answer.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending),
  params: z.strictObject({ ending: endingSchema.default("fin") }),
  variants: endingVariants,
  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script({ ending }) {
    yield* readHead();
    yield* readBody();
    yield* end(ending);
  },
});
