import { z } from "zod";
import { defineFault, finish, fullResponse, readHead, send, sleep } from "@gatecrash/core";

/** From when it should be back until it is asked again. */
const margin_ms = 300;

export default defineFault({
  id: "drain",
  summary: "A graceful restart: it stops listening, ends what it works on, and is back later.",
  scope: "request",
  // The request in flight is answered well; whoever comes after it is refused.
  symptom: { kind: "refused" },
  params: z.strictObject({
    work_ms: z
      .int()
      .min(0)
      .max(60_000)
      .default(200)
      .describe("Time that the request in flight still takes, in ms."),
    away_ms: z
      .int()
      .min(1)
      .max(600_000)
      .default(1_200)
      .describe("Time for which nobody listens, in ms."),
  }),
  setting: ({ away_ms }) => ({
    requests: [{}, {}, { after_ms: away_ms + margin_ms }],
    when: { first: 1 },
    shows_in: [2],
  }),
  *script({ work_ms, away_ms }) {
    yield* readHead();
    yield { kind: "refuse", ms: away_ms };
    yield* sleep(work_ms);
    yield* send(fullResponse(200, "the last one in flight\n"));
    yield* finish();
  },
});
