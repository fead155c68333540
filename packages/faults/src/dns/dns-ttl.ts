import { z } from "zod";
import { answerName, bothWays, defineFault, readQuestion, resolveSchema } from "@gatecrash/core";

export default defineFault({
  id: "dns-ttl",
  summary: "A good answer that may be kept for no time at all.",
  scope: "query",
  protocols: "any",
  symptom: { kind: "healthy", detail: "dns-ttl" },
  params: z.strictObject({
    ttl_s: z.int().min(0).max(86_400).default(0).describe("How long it may be kept, in s."),
    resolve: resolveSchema.default("request"),
  }),
  variants: bothWays({ zero: { ttl_s: 0 } }),
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script({ ttl_s }) {
    yield* readQuestion();
    yield* answerName({ ttl_s });
  },
});
