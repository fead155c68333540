import { atLeast } from "@gatecrash/core";
import type { OutcomeRule } from "@gatecrash/core";
import { passed } from "../../shared/expectation.ts";
import { asksAtOnce, silentAtFirst } from "./h2.ts";

/** What is apart for gRPC; see `h2.ts` for what it shares with HTTP/2. */
export const grpc: Record<string, OutcomeRule> = {
  "grpc:healthy/grpc-fin-at-once-late": (context) =>
    atLeast(context.version, asksAtOnce)
      ? {
          ...passed(200),
          because: "HAProxy reads all that came before the FIN, and the answer was complete.",
        }
      : silentAtFirst(context),
};
