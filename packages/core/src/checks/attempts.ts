import type { Exchange, TrialView } from "../observe.ts";
import type { Check } from "./check.ts";

/** Whether the proxy tried as often as expected. */
export const attemptsCheck: Check = ({ expected, exchange, view }) => {
  if (expected.attempts === undefined) return undefined;
  const attempts = attemptsOf(view, exchange);
  return {
    check: "attempts",
    status: attempts === expected.attempts ? "pass" : "fail",
    expected: [String(expected.attempts)],
    actual: String(attempts),
    evidence: exchange.opened.map((each) => each.seq),
  };
};

/**
 * Tries at an upstream: connections that it saw in this exchange, or, where it can see none
 * (refused, unanswered), what the proxy's log counts.
 */
export function attemptsOf(view: TrialView, exchange: Exchange): number {
  if (exchange.opened.length > 0) return exchange.opened.length;
  // What a proxy says of its servers is no line of a request. Those of a trial that was run again
  // come last.
  const told = view.logs.flatMap(({ log, attempts }) => (log === "access" ? (attempts ?? []) : []));
  return told.slice(-view.exchanges.length)[exchange.index] ?? 0;
}
