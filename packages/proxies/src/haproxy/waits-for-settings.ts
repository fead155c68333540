import { atLeast } from "@gatecrash/core";
import type { OutcomeContext } from "@gatecrash/core";

/**
 * The release from which on HAProxy sends a request without waiting for the server's SETTINGS:
 * commit b0e8edaef of October 2025, carried back to 3.2. Measured: not in 3.2.0, in 3.2.26; the
 * release between is read off the dates.
 */
const asksAtOnce = "3.2.10";

/** HTTP/2 is spoken to the server, be it for gRPC. */
export function overHttp2({ topology }: OutcomeContext): boolean {
  return topology.protocol === "h2" || topology.protocol === "grpc";
}

/** Before that a connection is none to HAProxy until the server's SETTINGS have come. */
export function waitsForSettings({ version }: OutcomeContext): boolean {
  return !atLeast(version, asksAtOnce);
}

/** The server failed where HAProxy waited for its SETTINGS: to it a failure to connect. */
export function failedBeforeSettings(context: OutcomeContext): boolean {
  if (!overHttp2(context)) return false;
  const { detail = "" } = context.symptom;
  const early = /^(on-accept|h2-after-preface|http-1(-under-tls)?|settings-.*)$/.test(detail);
  return early && waitsForSettings(context);
}
