import { atLeast } from "@gatecrash/core";
import type { Expectation, OutcomeContext, SymptomKind } from "@gatecrash/core";
import { failed } from "../shared/expectation.ts";
import type { Unexplained } from "../shared/expectation.ts";
import { failedBeforeSettings, overHttp2, waitsForSettings } from "./waits-for-settings.ts";

const notConnected: readonly SymptomKind[] = [
  "refused",
  "connect-timeout",
  "tls-failed",
  "tls-silent",
];

/** What empty-response and response-timeout of `retry-on` add to that. */
const noHead: readonly SymptomKind[] = [
  "closed-before-head",
  "reset-before-head",
  "silent-before-head",
  "interim-only",
];

/**
 * The release from which on an interim answer does not keep HAProxy from a second try: measured not
 * in 3.0.0, in 3.0.11.
 */
const triesAfterInterim = "3.0.11";

/** `plain`: what comes of it without a second try. */
export function interimOnly(context: OutcomeContext, plain: Unexplained): Expectation {
  const { retries: tries, retry_on } = context.topology;
  if (tries > 0 && retry_on === "no-head" && !atLeast(context.version, triesAfterInterim)) {
    const { status: _502, log: _SH, ...when } = plain;
    return {
      ...when,
      ...failed(500, "IH"),
      because:
        "A second try was due (retry-on), but the interim answer had been passed on: older releases take that for an error of its own.",
    };
  }
  return {
    ...plain,
    because: "The interim answer was passed on and does not count; the final one never came.",
  };
}

/**
 * HAProxy's default (retry-on conn-failure): only where no connection could be made, so for every
 * method alike. With one server it tries the same one again.
 */
export function retries(context: OutcomeContext): boolean {
  const { symptom, topology } = context;
  const { kind, detail } = symptom;
  // Then a connection that failed counts as an answer that failed.
  if (overHttp2(context) && !waitsForSettings(context)) return false;
  if (failedBeforeSettings(context)) return true;
  if (kind === "untrusted-certificate") {
    if (topology.tls?.verify !== true) return false;
    // Tried elsewhere it would be for the same name: HAProxy does not try again.
    return !(detail === "wrong-name" && topology.tls.sni);
  }
  if (topology.retry_on === "no-head" && noHead.includes(kind)) return triesAnew(context);
  if (detail === "after-syn-ack") return true;
  // In 1.3 the refusal comes when the connection stands; see the race of that detail.
  if (detail === "client-certificate-1-3") return false;
  return notConnected.includes(kind);
}

/** An L7 retry: HAProxy has kept the request, and sends it again. */
function triesAnew({ request, symptom, version }: OutcomeContext): boolean {
  if (symptom.kind === "interim-only") return atLeast(version, triesAfterInterim);
  // Since 3.0 a part of a head is an invalid answer, which is another condition (junk-response).
  const partial = symptom.detail?.startsWith("partial-") || symptom.detail === "status-line-only";
  if (partial && symptom.kind !== "silent-before-head" && atLeast(version, "3.0.0")) return false;
  // Whether a body had come whole when the request was sent, and so was kept, is a race.
  return request.body_bytes === 0;
}
