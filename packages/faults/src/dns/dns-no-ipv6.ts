import { z } from "zod";
import { answerName, bothWays, defineFault, readQuestion, resolveSchema } from "@gatecrash/core";

export default defineFault({
  id: "dns-no-ipv6",
  summary: "The name has an IPv4 address (A), but questions for an IPv6 one (AAAA) fail.",
  scope: "query",
  protocols: "any",
  symptom: ({ says }) => ({ kind: "healthy", detail: `aaaa-${says}` }),
  params: z.strictObject({
    says: z
      .enum(["nxdomain", "servfail", "refused", "notimp", "silence"])
      .default("servfail")
      .describe("What questions of type AAAA get."),
    resolve: resolveSchema.default("request"),
  }),
  variants: bothWays({
    nxdomain: { says: "nxdomain" },
    servfail: { says: "servfail" },
    refused: { says: "refused" },
    notimp: { says: "notimp" },
    silence: { says: "silence" },
  }),
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script({ says }) {
    const { type } = yield* readQuestion();
    if (type !== "AAAA") yield* answerName();
    else if (says === "silence") yield { kind: "silence" };
    else yield* answerName({ rcode: says });
  },
});
