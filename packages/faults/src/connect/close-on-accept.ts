import { z } from "zod";
import { defineFault, end, endedBeforeHead, endingSchema, endingVariants } from "@gatecrash/core";

export default defineFault({
  id: "close-on-accept",
  summary: "Accepts the connection and leaves it at once, before a request is read.",
  scope: "connection",
  symptom: ({ ending }) => endedBeforeHead(ending, ending === "silence" ? undefined : "on-accept"),
  params: z.strictObject({ ending: endingSchema.default("fin") }),
  variants: endingVariants,
  protocols: "any",
  *script({ ending }) {
    yield* end(ending);
  },
});
