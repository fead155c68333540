import { z } from "zod";
import { answerName, bothWays, defineFault, readQuestion, resolveSchema } from "@gatecrash/core";

export default defineFault({
  id: "dns-mismatch",
  summary:
    "A good answer to another question: the transaction id or the name is not the asked one.",
  scope: "query",
  protocols: "any",
  symptom: ({ other }) => ({ kind: "name-not-found", detail: `other-${other}` }),
  params: z.strictObject({
    other: z.enum(["id", "name"]).default("id").describe("What is not as it was asked."),
    resolve: resolveSchema.default("request"),
  }),
  variants: bothWays({ id: { other: "id" }, name: { other: "name" } }),
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script({ other }) {
    yield* readQuestion();
    yield* answerName(other === "id" ? { id_offset: 1 } : { asked: "other.upstream.test" });
  },
});
