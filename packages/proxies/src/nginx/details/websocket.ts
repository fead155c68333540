import type { OutcomeRule } from "@gatecrash/core";
import { passed } from "../../shared/expectation.ts";
import * as marks from "../marks.ts";

const reset: OutcomeRule = {
  ...passed(101, ...marks.resetByPeer),
  because:
    "The upstream reset the tunnel. nginx logs it, and ends its client's side with FIN: the client cannot tell it from an orderly end.",
};

export const websocket: Record<string, OutcomeRule> = {
  "tunnel-ended/rst": reset,
  "tunnel-ended/in-message-rst": reset,
};
