import { z } from "zod";
import { bothWays, defineFault, readQuestion, resolveSchema, silence } from "@gatecrash/core";

export default defineFault({
  id: "dns-silent",
  summary: "Questions about the upstream's name get no answer.",
  scope: "query",
  protocols: "any",
  symptom: { kind: "name-not-found", detail: "silent" },
  params: z.strictObject({ resolve: resolveSchema.default("request") }),
  variants: bothWays({ silent: {} }),
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script() {
    yield* readQuestion();
    yield* silence();
  },
});
