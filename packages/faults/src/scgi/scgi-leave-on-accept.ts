import { z } from "zod";
import { defineFault, end, endedBeforeHead, endingSchema, endingVariants } from "@gatecrash/core";

export default defineFault({
  id: "scgi-leave-on-accept",
  summary: "The SCGI server takes the connection and leaves it at once, before a request is read.",
  scope: "connection",
  symptom: ({ ending }) => endedBeforeHead(ending, ending === "silence" ? undefined : "on-accept"),
  params: z.strictObject({ ending: endingSchema.default("fin") }),
  variants: endingVariants,
  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script({ ending }) {
    yield* end(ending);
  },
});
