import { z } from "zod";
import {
  answerName,
  bothWays,
  defineFault,
  nowhere,
  readQuestion,
  resolveSchema,
} from "@gatecrash/core";

export default defineFault({
  id: "wrong-address",
  summary: "The name leads to an address at which nothing listens.",
  scope: "query",
  protocols: "any",
  symptom: { kind: "refused", detail: "wrong-address" },
  params: z.strictObject({ resolve: resolveSchema.default("request") }),
  variants: bothWays({ refuses: {} }),
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script() {
    yield* readQuestion();
    yield* answerName({ addresses: [nowhere] });
  },
});
