import { z } from "zod";
import { defineFault, finish, fullResponse, readHead, send } from "@gatecrash/core";

export default defineFault({
  id: "rolling-restart",
  summary: "The servers of a group restart, one after the other: one of two is away at any time.",
  scope: "request",
  symptom: ({ retries }) => (retries > 0 ? { kind: "healthy" } : { kind: "refused" }),
  params: z.strictObject({
    away_ms: z
      .int()
      .min(1)
      .max(600_000)
      .default(1_500)
      .describe("Time for which nobody listens at a server, in ms."),
    retries: z.int().min(0).max(1).default(1).describe("Whether the proxy tries the other server."),
  }),
  variants: { "with-retry": { retries: 1 }, "without-retry": { retries: 0 } },
  setting: ({ away_ms, retries }) => ({
    topology: { upstreams: 2, retries },
    // The first takes a server away, the third would be its turn again; once it is back, the next.
    requests: [{}, {}, {}, { after_ms: away_ms + 300 }],
    when: { first: 1 },
    shows_in: [3],
  }),
  *script({ away_ms }) {
    yield* readHead();
    yield { kind: "refuse", ms: away_ms };
    yield* send(fullResponse(200, "restarting\n"));
    yield* finish();
  },
});
