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
    attempts: 0,
    because: "The check took the server out, and no other is left to send the request to.",
  };
}

/** `on-marked-down shutdown-sessions`: what the server was working on is ended with it. */
function endedAtWork({ version }: OutcomeContext, head_sent: boolean): Expectation {
  const because = "The server was marked down while it worked, and HAProxy ended the exchange";
  if (!atLeast(version, "3.2.0")) {
    const state = head_sent ? cut("DD") : failed(502, "DH");
    return { ...state, because: `${because}.` };
  }
  const silent = `${because}: since 3.2 without a word, and logs 500 (DC) for it.`;
  return head_sent
    ? { ...cut("DC"), because: silent }
    : { end: "closed-without-answer", log: ["DC"], because: silent };
}
