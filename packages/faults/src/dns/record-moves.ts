import { z } from "zod";
import { defineFault, finish, fullResponse, readHead, resolveSchema, send } from "@gatecrash/core";

export default defineFault({
  id: "record-moves",
  summary:
    "The upstream moves under a running proxy: its name leads elsewhere, the old address refuses.",
  scope: "request",
  symptom: { kind: "refused", detail: "stale-address" },
  params: z.strictObject({ resolve: resolveSchema.default("request") }),
  variants: { request: { resolve: "request" }, watched: { resolve: "watched" } },
  needs: ["own-addresses"],
  setting: ({ resolve }) => ({
    topology: { resolve },
    requests:
      resolve === "request" ? [{}, {}, { after_ms: 2_000 }] : [{}, {}, { after_questions: 6 }],
    shows_in: [2],
    when: { first: 1 },
  }),
  *script() {
    yield* readHead();
    // Before the answer is complete: the client's next request comes after the move.
    yield { kind: "move" };
    yield* send(fullResponse(200, "before the move\n"));
    yield* finish();
  },
});
