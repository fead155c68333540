import type { Expectation, Outcome, OutcomeContext, OutcomeRule } from "@gatecrash/core";

/**
 * What becomes of rules where bytes are passed on unread, under names of their own: there an answer
 * of the proxy is a closed connection, and all else is as it was.
 */
export function onStream(rules: Record<string, OutcomeRule>): Record<string, OutcomeRule> {
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [
      `tcp:${name}`,
      (context: OutcomeContext) => unread(typeof rule === "function" ? rule(context) : rule),
    ]),
  );
}

function unread(outcome: Outcome): Outcome {
  if ("racy" in outcome) return { ...outcome, racy: outcome.racy.map(closed) };
  return closed(outcome);
}

function closed(expected: Expectation): Expectation {
  const { status, because, ...rest } = expected;
  if (status === undefined || status < 500) return expected;
  return {
    ...rest,
    end: "closed-without-answer",
    because: `${because} A stream has no status of its own: the client's connection is closed.`,
  };
}
