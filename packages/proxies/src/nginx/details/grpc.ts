import { atLeast } from "@gatecrash/core";
import type { Expectation, OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { passed } from "../../shared/expectation.ts";

/** Where nginx differs with `grpc_pass`; see `h2.ts` for what it shares with HTTP/2. */
export const grpc: Record<string, OutcomeRule> = {
  "grpc:body-cut-short/h2-end-stream-on-headers": (context) => trailersOnly(context),
};

function trailersOnly({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "1.31.4")) {
    return {
      end: "closed-without-answer",
      log: ["upstream prematurely closed stream"],
      because: "Since 1.31.4 nginx holds the length of an answer without a body against it.",
    };
  }
  return {
    ...passed(200),
    because:
      "Before 1.31.4 nginx passed a head that ends the stream on with a length of its own: the mismatch is gone.",
  };
}
