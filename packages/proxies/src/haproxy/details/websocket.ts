import type { OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";

const reset: OutcomeRule = {
  ...passed(101, "SD"),
  because:
    "The server reset the tunnel. HAProxy blames it in the log, and ends its client's side with FIN: the client cannot tell it from an orderly end.",
};

export const websocket: Record<string, OutcomeRule> = {
  "invalid-upgrade/missing-accept": {
    ...failed(502, "PH"),
    because: "A 101 to a request for a WebSocket that has no Sec-WebSocket-Accept is invalid.",
  },
  "invalid-upgrade/missing-connection": {
    ...failed(502, "PH"),
    because: "A 101 without Connection: Upgrade switches to nothing, so it is an invalid answer.",
  },
  "tunnel-ended/rst": reset,
  "tunnel-ended/in-message-rst": reset,
};
