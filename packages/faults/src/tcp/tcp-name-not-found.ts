import { z } from "zod";
import { answerName, defineFault, readQuestion, resolveSchema, silence } from "@gatecrash/core";

export default defineFault({
  id: "tcp-name-not-found",
  summary: "Behind a stream proxy, DNS knows no address for the server's name.",
  scope: "query",
  symptom: ({ says }) => ({ kind: "name-not-found", detail: says }),
  params: z.strictObject({
    says: z.enum(["nxdomain", "servfail", "silent"]).default("nxdomain").describe("What DNS says."),
    resolve: resolveSchema.default("request"),
  }),
  variants: {
    nxdomain: { says: "nxdomain" },
    servfail: { says: "servfail" },
    silent: { says: "silent" },
    "watched-nxdomain": { says: "nxdomain", resolve: "watched" },
  },
  protocols: ["tcp"],
  setting: ({ resolve }) => ({ topology: { protocol: "tcp", resolve } }),
  *script({ says }) {
    yield* readQuestion();
    if (says === "silent") yield* silence();
    else yield* answerName({ rcode: says });
  },
});
