import type { OutcomeContext } from "@gatecrash/core";

/**
 * HAProxy's default (retry-on conn-failure): only where no connection could be made, so for every
 * method alike. With one server it tries the same one again.
 */
export function retries({ symptom }: OutcomeContext): boolean {
  return symptom.kind === "refused" || symptom.kind === "connect-timeout";
}
