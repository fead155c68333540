import { z } from "zod";
import { answerName, bothWays, defineFault, readQuestion, resolveSchema } from "@gatecrash/core";

export default defineFault({
  id: "name-not-found",
  summary: "DNS says that the upstream's name has no address, or that it cannot tell.",
  scope: "query",
  protocols: "any",
  symptom: ({ says }) => ({ kind: "name-not-found", detail: says }),
  params: z.strictObject({
    says: z
      .enum(["nxdomain", "empty", "servfail", "refused", "notimp", "formerr", "notauth"])
      .default("nxdomain")
      .describe("What it says: a code, or an answer without an address."),
    resolve: resolveSchema.default("request"),
  }),
  variants: bothWays({
    nxdomain: { says: "nxdomain" },
    empty: { says: "empty" },
    servfail: { says: "servfail" },
    refused: { says: "refused" },
    notimp: { says: "notimp" },
    formerr: { says: "formerr" },
    notauth: { says: "notauth" },
  }),
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script({ says }) {
    yield* readQuestion();
    yield* answerName(says === "empty" ? { addresses: [] } : { rcode: says });
  },
});
