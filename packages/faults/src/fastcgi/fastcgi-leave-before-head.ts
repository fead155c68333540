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
  id: "fastcgi-leave-before-head",
  summary: "The worker reads the whole request and dies without a single record.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending),
  params: z.strictObject({ ending: endingSchema.default("fin") }),
  variants: endingVariants,
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ ending }) {
    yield* readHead();
    yield* readBody();
    yield* end(ending);
  },
});
