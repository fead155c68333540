import type { Expectation, OutcomeContext } from "@gatecrash/core";
import { failed, passed } from "../shared/expectation.ts";

/** What becomes of a request for which the server has no place. Measured on 2.6.12, 3.0.11, 3.2.26. */
export function busy({ symptom, topology }: OutcomeContext): Expectation {
  if (topology.requests_max === 0) {
    return {
      ...passed(200),
      because: "HAProxy is given no limit (maxconn of the server), and passes on all it gets.",
    };
  }
  if (symptom.detail === "queue-full") {
    return {
      ...failed(503, "SQ"),
      because:
        "The server was chosen for this client (balance source), and its queue has no place either (maxqueue): 503 at once.",
    };
  }
  return {
    ...failed(503, "sQ"),
    timer: "queue_ms",
    because:
      "The server has as many requests as maxconn allows; this one waited for a place until timeout queue ran out, and never got to the server.",
  };
}
