import type { Expectation, OutcomeRule } from "@gatecrash/core";

/** What the kernel adds to a time, in ms, where a packet of its own was lost. */
interface Adds {
  least: number;
  most: number;
}

/** It sends a SYN again after a second (RFC 6298, section 2.1; Linux: TCP_TIMEOUT_INIT). */
const secondSyn: Adds = { least: 950, most: 1_200 };

/** It sends data again after 200 ms at least (Linux: TCP_RTO_MIN), and probes with it before. */
export const lostData: Adds = { least: 0, most: 700 };

/** A lane's hasty kernel gives up on the SYN; measured on Linux 6.18: 3.06 s. */
export const synsGivenUp: Adds = { least: 1_900, most: 3_700 };

/** … and on data, some time after the third loss; measured: 3.1 to 3.4 s. */
export const dataGivenUp: Adds = { least: 1_300, most: 6_900 };

/** What comes of the second SYN; a proxy that waits less than for it sees none of that. */
export function atSecondSyn(
  expected: Omit<Expectation, "adds_ms">,
  timedOut: OutcomeRule,
): OutcomeRule {
  return (context) => {
    const waits = context.topology.timeouts.connect_ms > secondSyn.least;
    if (waits) return { ...expected, adds_ms: secondSyn };
    return typeof timedOut === "function" ? timedOut(context) : timedOut;
  };
}
