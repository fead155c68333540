import { z } from "zod";
import { defineFault, end, endedBeforeHead, endingSchema, endingVariants } from "@gatecrash/core";

export default defineFault({
  id: "tcp-leave-on-accept",
  summary: "The server takes the connection and leaves it at once, before a request is read.",
  scope: "connection",
  symptom: ({ ending }) => endedBeforeHead(ending, ending === "silence" ? undefined : "on-accept"),
  params: z.strictObject({ ending: endingSchema.default("fin") }),
  variants: endingVariants,
  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp" } },
  *script({ ending }) {
    yield* end(ending);
  },
});
