import type { Exchange, TrialView } from "../observe.ts";
import type { Check } from "./check.ts";

/** Whether the proxy tried as often as expected. */
export const attemptsCheck: Check = ({ expected, exchange, view }) => {
  if (expected.attempts === undefined) return undefined;
  const attempts = attemptsOf(view, exchange);
  return {
    check: "attempts",
    status: attempts === expected.attempts ? "pass" : isKnown(view, exchange) ? "fail" : "unknown",
    expected: [String(expected.attempts)],
    actual: String(attempts),
    evidence: exchange.opened.map((each) => each.seq),
  };
};

/** Where only the log can tell, its line may still be on its way: the log is complete at the proxy's end. */
function isKnown(view: TrialView, { opened }: Exchange): boolean {
  const lines = attemptsLogged(view).length;
  return opened.length > 0 || lines >= view.exchanges.length || view.proxy_ended !== undefined;
}

/**
 * Tries at an upstream: connections that it saw in this exchange, or, where it can see none
 * (refused, unanswered), what the proxy's log counts.
 */
export function attemptsOf(view: TrialView, exchange: Exchange): number {
  if (exchange.opened.length > 0) return exchange.opened.length;
  // Those of a trial that was run again come last.
  return attemptsLogged(view).slice(-view.exchanges.length)[exchange.index] ?? 0;
}

/** What a proxy says of its servers is no line of a request. */
function attemptsLogged({ logs }: TrialView): number[] {
  return logs.flatMap(({ log, attempts }) =>
    log === "access" && attempts !== undefined ? [attempts] : [],
  );
}
