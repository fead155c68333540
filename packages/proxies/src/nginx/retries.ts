import type { OutcomeContext, RequestSpec, SymptomKind, Topology } from "@gatecrash/core";

/** Failures before the request was sent: every method is tried again. */
const beforeRequest: readonly SymptomKind[] = [
  "refused",
  "connect-timeout",
  "tls-failed",
  "tls-silent",
];

/** The rest of proxy_next_upstream's default, error and timeout: up to the head of the answer. */
const beforeHead: readonly SymptomKind[] = [
  "request-unread",
  "request-aborted",
  "closed-before-head",
  "reset-before-head",
  "silent-before-head",
];

/** Failures of TLS that nginx meets when it reads the answer. */
const afterHandshake: readonly string[] = ["client-certificate-1-3", "tls-record"];

/** A second try might do its work twice (proxy_next_upstream, non_idempotent). */
const notIdempotent: readonly string[] = ["POST", "LOCK", "PATCH"];

export function isIdempotent({ method }: Pick<RequestSpec, "method">): boolean {
  return !notIdempotent.includes(method);
}

/** nginx tries another server of the group, never the same one twice for one request. */
export function retries({ symptom, request, topology }: OutcomeContext): boolean {
  if (topology.upstreams === 1) return false;
  const idempotent = isIdempotent(request);
  if (symptom.kind === "untrusted-certificate") return topology.tls?.verify === true;
  if (symptom.detail !== undefined && afterHandshake.includes(symptom.detail)) return idempotent;
  if (beforeRequest.includes(symptom.kind)) return true;
  // To nginx it is a connection that was not made.
  if (symptom.detail === "after-syn-ack") return true;
  // A stream proxy is done with choosing once it is connected.
  if (topology.protocol === "tcp") return false;
  return beforeHead.includes(symptom.kind) && idempotent;
}

/** Each server of the group is tried once at most. */
export function attemptsMax({ upstreams, retries }: Topology): number {
  return Math.min(upstreams, 1 + retries);
}
