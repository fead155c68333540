import { z } from "zod";
import { answerName, defineFault, readQuestion } from "@gatecrash/core";

export default defineFault({
  id: "name-flaps",
  summary: "DNS knows the name, then it does not, then it does: every other look-up fails.",
  scope: "query",
  protocols: "any",
  symptom: { kind: "name-not-found", detail: "flapping" },
  params: z.strictObject({
    good: z.int().min(0).max(100).default(1).describe("Look-ups that go well before one fails."),
  }),
  setting: {
    topology: { resolve: "request" },
    requests: [{}, { after_ms: 2_200 }, {}],
    shows_in: [2],
  },
  *script({ good }) {
    const { number } = yield* readQuestion();
    // Each look-up asks once for each type.
    if (number % (good + 1) !== 0 || number === 0) yield* answerName();
    else yield* answerName({ rcode: "nxdomain" });
  },
});
