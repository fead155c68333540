import type { Expectation, Outcome, OutcomeContext } from "@gatecrash/core";
import { failed } from "../shared/expectation.ts";

const because =
  "timeout server runs for the stream and for its FastCGI connection. If that of the connection runs out first, HAProxy takes it for a connection that broke: SH and 502 in place of sH and 504.";

/**
 * A FastCGI connection has the same timer as the stream on it (src/mux_fcgi.c, fcgi_timeout_task),
 * started at nearly the same moment. Measured with silence before the head: the connection's was
 * first in 3 of 1,200 (3.2.26); seen in trials of 3.0.11, and in 5 of 20 of 2.6.12 with a request
 * that was not read.
 */
export function connectionTimer(outcome: Outcome, { topology }: OutcomeContext): Outcome {
  if (topology.protocol !== "fastcgi") return outcome;
  const all = "racy" in outcome ? outcome.racy : [outcome];
  const first = all.flatMap((each) => ofConnection(each) ?? []);
  return first.length === 0 ? outcome : { racy: [...all, ...first], because };
}

/** What comes of the same when the connection's timer is first, if that makes a difference. */
function ofConnection(expected: Expectation): Expectation | undefined {
  const { end, log = [], timer } = expected;
  if (timer !== "read_ms") return undefined;
  if (log.includes("sH")) return { ...failed(502, "SH"), timer, because };
  if (end === "cut-short" && log.includes("sD")) return { ...expected, log: ["SD"], because };
  return undefined;
}
