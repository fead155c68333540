import { z } from "zod";
import {
  answerName,
  defineFault,
  dnsMessage,
  dnsRecord,
  dnsTypes,
  readQuestion,
  send,
  sleep,
} from "@gatecrash/core";
import type { NameQuestion, Script } from "@gatecrash/core";

/** What is said of the service (SRV), where the name that it leads to is well. */
const answers = {
  nxdomain: () => answerName({ rcode: "nxdomain" }),
  servfail: () => answerName({ rcode: "servfail" }),
  "other-record": ({ id, section }: NameQuestion) => {
    const record = dnsRecord({ type: dnsTypes.TXT, data: "\x02hi" });
    return send(dnsMessage({ id, section, answers: [record] }));
  },
  "zero-weight": () => answerName({ weight: 0 }),
  *late(): Script {
    yield* sleep(100);
    yield* answerName();
  },
} as const;

const names = [...(Object.keys(answers) as (keyof typeof answers)[]), "target-nxdomain"] as const;

/** Those with which there is a server. */
const healthy: ReadonlySet<string> = new Set(["zero-weight", "late"]);

/** Once a round fails at its first question, each further one is a round of its own. */
const two_failures = 2;

export default defineFault({
  id: "service-not-found",
  summary: "The upstream is a service in DNS (SRV), which leads to no server.",
  scope: "query",
  protocols: "any",
  symptom: ({ says }) =>
    healthy.has(says)
      ? { kind: "healthy", detail: `service-${says}` }
      : { kind: "name-not-found", detail: `service-${says}` },
  params: z.strictObject({
    says: z
      .enum(names)
      .default("nxdomain")
      .describe(
        "What it says of the service; target-nxdomain: the service is there, and the name that it leads to is not; zero-weight: a server that is to be taken only if no other is there; late: all is well, after 100 ms.",
      ),
  }),
  variants: Object.fromEntries(names.map((says) => [says, { says }])),
  setting: ({ says }) => ({
    topology: { resolve: "service" },
    requests: [
      healthy.has(says) || says === "target-nxdomain" ? {} : { after_questions: two_failures },
    ],
  }),
  *script({ says }) {
    const question = yield* readQuestion();
    const ofService = question.type === "SRV";
    if (says === "target-nxdomain") {
      yield* answerName(ofService ? {} : { rcode: "nxdomain" });
    } else if (ofService) yield* answers[says](question);
    else yield* answerName();
  },
});
