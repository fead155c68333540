import { z } from "zod";
import { answerName, defineFault, readQuestion } from "@gatecrash/core";

export default defineFault({
  id: "name-lost",
  summary: "The name led to the upstream when the proxy started, and then DNS knows it no more.",
  scope: "query",
  protocols: "any",
  symptom: ({ says }) => ({ kind: "name-not-found", detail: `lost-${says}` }),
  params: z.strictObject({
    says: z
      .enum(["nxdomain", "empty", "servfail", "refused", "silence"])
      .default("nxdomain")
      .describe("What DNS says from the trial's beginning on."),
  }),
  variants: {
    nxdomain: { says: "nxdomain" },
    empty: { says: "empty" },
    servfail: { says: "servfail" },
    refused: { says: "refused" },
    silence: { says: "silence" },
  },
  setting: { topology: { resolve: "watched" } },
  *script({ says }) {
    const { number } = yield* readQuestion();
    if (number === 0) yield* answerName();
    else if (says === "silence") yield { kind: "silence" };
    else yield* answerName(says === "empty" ? { addresses: [] } : { rcode: says });
  },
});
