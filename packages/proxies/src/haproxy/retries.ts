import type { OutcomeContext, SymptomKind } from "@gatecrash/core";
import { failedBeforeSettings, overHttp2, waitsForSettings } from "./waits-for-settings.ts";

const notConnected: readonly SymptomKind[] = [
  "refused",
  "connect-timeout",
  "tls-failed",
  "tls-silent",
];

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
  // In 1.3 the refusal comes when the connection stands; see the race of that detail.
  if (detail === "client-certificate-1-3") return false;
  return notConnected.includes(kind);
}
