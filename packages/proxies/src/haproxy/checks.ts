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
  if (symptom.detail === "back-while-working") return endedOnBackup(context, false);
  if (symptom.detail === "back-while-sending") return endedOnBackup(context, true);
  return {
    ...failed(503, "SC"),
    because: "The check took the server out, and no other is left to send the request to.",
  };
}

/** `on-marked-down shutdown-sessions`: what the server was working on is ended with it. */
function endedAtWork(context: OutcomeContext, head_sent: boolean): Expectation {
  const because = "The server was marked down while it worked, and HAProxy ended the exchange";
  return endedBy("D", because, context, head_sent);
}

/** `on-marked-up shutdown-backup-sessions`: what its backup was working on is ended. */
function endedOnBackup(context: OutcomeContext, head_sent: boolean): Expectation {
  if (context.topology.backups === 0) {
    return { ...passed(200), because: "No server is a backup, so none is relieved." };
  }
  const because = "A server that was down is back, and HAProxy ended what its backup worked on";
  return endedBy("U", because, context, head_sent);
}

/** A check ended an exchange; the first letter of the state says what it found out. */
function endedBy(
  letter: "D" | "U",
  because: string,
  { topology, version }: OutcomeContext,
  head_sent: boolean,
): Expectation {
  // The next check may just have been made when the request came.
  const adds_ms = { least: 0, most: 3 * topology.timeouts.connect_ms };
  if (!atLeast(version, "3.0.0")) {
    const state = head_sent ? cut(`${letter}D`) : failed(502, `${letter}H`);
    return { ...state, adds_ms, because: `${because}.` };
  }
  const log = `${letter}C`;
  const silent = `${because}: since 3.0 without a word, and logs 500 (${log}) for it.`;
  return head_sent
    ? { ...cut(log), adds_ms, because: silent }
    : { end: "closed-without-answer", log: [log], adds_ms, because: silent };
}

/** The upstream's own error; where HAProxy watches, it takes the server out for it. */
export function ownError({ symptom, topology, version }: OutcomeContext): Expectation {
  if (topology.check === "passive" && symptom.detail === "later") {
    return {
      ...cut(atLeast(version, "3.0.0") ? "DC" : "DD"),
      status: symptom.status ?? 500,
      because:
        "HAProxy, which watches, marks the server down for the head of its answer, and ends the exchange before the body has come.",
    };
  }
  if (topology.check === "passive" && !atLeast(version, "3.0.0")) {
    return {
      // With a FIN behind it the exchange may be over before.
      ...passed(symptom.status ?? 500, ...(symptom.detail === "kept" ? ["D-"] : ["D-", "--"])),
      because:
        "The error is passed on, and HAProxy, which watches, marks the server down for it: 2.6 has that in the state (D).",
    };
  }
  return {
    ...passed(symptom.status ?? 500, "--"),
    because:
      "The server answered, so its own error is passed on. The state -- in the log tells it from a 502, 503 or 504 of HAProxy's own.",
  };
}
