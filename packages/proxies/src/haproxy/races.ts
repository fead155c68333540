import { atLeast } from "@gatecrash/core";
import type { Expectation, Outcome, OutcomeContext } from "@gatecrash/core";
import { failed, passed } from "../shared/expectation.ts";
import { bodyStalled, brokenChunk } from "./outcomes.ts";

/**
 * The release that refuses a status of more than three digits: HAProxy commit 8bdcc551 of May 2026,
 * carried back to 3.2. Measured: not in 3.2.0, in 3.2.26; the release between is read off the date.
 */
export const threeDigits = "3.2.19";

/** Measured, 200 times each: 503 in 13 (2.6.12), 62 (3.0.11) and 62 (3.2.26) of them. */
export function resetOnAccept(context: OutcomeContext): Outcome {
  return sentOrNot(
    context,
    "HAProxy races with the RST: if it comes before the request was written, the connection failed (503), else the answer did (502).",
  );
}

/** What comes of a server that leaves while HAProxy is about to send the request. */
export function sentOrNot(
  { topology, healthy_upstreams }: OutcomeContext,
  because: string,
): Outcome {
  const sent: Expectation = { ...failed(502, "SH"), because };
  const unsent: Expectation = { ...failed(503, "SC"), because };
  if (topology.retries === 0) return { racy: [sent, unsent], because };
  // Only the failed connection is tried again.
  if (topology.upstreams === 1) {
    const waited: Expectation = { ...unsent, timer: "connect_ms" };
    return { racy: [sent, { ...sent, timer: "connect_ms" }, waited], because };
  }
  if (healthy_upstreams === 0) return { racy: [sent, unsent], because };
  return { racy: [sent, { ...passed(200), because }], because };
}

/** Measured on 3.2.26 with one byte at a time: 502 in 18 of 80, and 504 in the others. */
export function dripped({ version }: OutcomeContext): Outcome {
  const late: Expectation = {
    ...failed(504, "sH"),
    timer: "read_ms",
    because:
      "timeout server is the time for the whole head: single bytes of it do not restart the clock.",
  };
  if (!atLeast(version, threeDigits)) return late;
  // src/h1.c, H1_MSG_RPCODE: where the code began is a local variable, not set when parsing goes on.
  const because =
    "A defect of newer 3.2: when the status code arrives in pieces, HAProxy counts its digits from a place in memory that it never set, and may refuse the answer at once.";
  return { racy: [late, { ...failed(502, "PH"), because }], because };
}

/**
 * No race, but a fix that the version does not tell of: "h1-htx: report an error on a too long
 * chunk-size line" (2026). Measured: it is in 3.2.26 and in Debian's 2.6.12-1+deb12u4, not in
 * 2.6.12-1+deb12u3 and not in 3.0.11.
 */
export function longExtension(context: OutcomeContext): Outcome {
  const refused: Expectation = {
    ...brokenChunk(context),
    because:
      "The line with the size does not fit into one buffer, which newer releases refuse; the status had been passed on.",
  };
  if (atLeast(context.version, "3.2.26")) return refused;
  const because =
    "The line with the size must fit into one buffer. HAProxy waits for its end until timeout server; a fix of 2026, which distributions carry back without another version, refuses it at once.";
  return { racy: [{ ...bodyStalled(context), because }, refused], because };
}
