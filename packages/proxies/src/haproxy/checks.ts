import { atLeast } from "@gatecrash/core";
import type { Expectation, OutcomeContext } from "@gatecrash/core";
import { cut, failed, passed } from "../shared/expectation.ts";

/** What a health check that fails makes of requests that the server would answer well. */
export function checkFailed(context: OutcomeContext): Expectation {
  const { symptom, topology } = context;
  if (topology.check !== "tcp" && topology.check !== "http") {
    return { ...passed(200, "--"), because: "No health check is set up, so HAProxy never asks." };
  }
  if (symptom.detail === "while-working") return endedAtWork(context, false);
  if (symptom.detail === "while-sending") return endedAtWork(context, true);
  return {
    ...failed(503, "SC"),
    because: "The check took the server out, and no other is left to send the request to.",
  };
}

/** `on-marked-down shutdown-sessions`: what the server was working on is ended with it. */
function endedAtWork({ version }: OutcomeContext, head_sent: boolean): Expectation {
  const because = "The server was marked down while it worked, and HAProxy ended the exchange";
  if (!atLeast(version, "3.0.0")) {
    const state = head_sent ? cut("DD") : failed(502, "DH");
    return { ...state, because: `${because}.` };
  }
  const silent = `${because}: since 3.0 without a word, and logs 500 (DC) for it.`;
  return head_sent
    ? { ...cut("DC"), because: silent }
    : { end: "closed-without-answer", log: ["DC"], because: silent };
}

/** The upstream's own error; where HAProxy watches, it takes the server out for it. */
export function ownError({ symptom, topology, version }: OutcomeContext): Expectation {
  if (topology.check === "passive" && !atLeast(version, "3.0.0")) {
    return {
      ...passed(symptom.status ?? 500, "D-", "--"),
      because:
        "The error is passed on, and HAProxy, which watches, marks the server down for it: 2.6 has that in the state (D), unless the exchange was over before.",
    };
  }
  return {
    ...passed(symptom.status ?? 500, "--"),
    because:
      "The server answered, so its own error is passed on. The state -- in the log tells it from a 502, 503 or 504 of HAProxy's own.",
  };
}
