import { z } from "zod";
import { answerName, bothWays, defineFault, readQuestion, resolveSchema } from "@gatecrash/core";

export default defineFault({
  id: "cname-loop",
  summary: "The name is an alias (CNAME) of itself, and never leads to an address.",
  scope: "query",
  protocols: "any",
  symptom: { kind: "name-not-found", detail: "alias-loop" },
  params: z.strictObject({ resolve: resolveSchema.default("request") }),
  variants: bothWays({ itself: {} }),
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script() {
    const { name } = yield* readQuestion();
    yield* answerName({ alias: name });
  },
});
