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
  id: "scgi-leave-before-head",
  summary: "The application reads the request and leaves without a single byte.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending),
  params: z.strictObject({ ending: endingSchema.default("fin") }),
  variants: endingVariants,
  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script({ ending }) {
    yield* readHead();
    yield* readBody();
    yield* end(ending);
  },
});
