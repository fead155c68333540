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
  id: "tcp-leave-before-head",
  summary: "The server takes the bytes that were passed on, and leaves without one of its own.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending),
  params: z.strictObject({ ending: endingSchema.default("fin") }),
  variants: endingVariants,
  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp" } },
  *script({ ending }) {
    yield* readHead();
    yield* readBody();
    yield* end(ending);
  },
});
