import { z } from "zod";

/**
 * What a proxy can notice of a fault: a closed list. A driver answers for every kind, and may
 * answer apart for a `detail` where the real proxy differs. Adding a kind makes every driver fail
 * to compile until it has answered.
 */
export const symptomKinds = {
  healthy: "Nothing is wrong: a complete, well-formed answer in time.",
  "check-failed": "The health check fails; requests would be answered well.",
  busy: "The upstream has as many requests at work as the proxy may give it, and no place gets free.",
  refused: "The connection is refused: RST answers the SYN.",
  "connect-timeout": "The connection never completes: SYNs go unanswered.",
  unreachable: "The network says that it cannot be reached: an ICMP error, or no route.",
  "name-not-found": "The upstream's name leads to no address: DNS says no, or nothing at all.",
  "tls-failed": "The TLS handshake ends in an error.",
  "untrusted-certificate":
    "The upstream's certificate is not to be trusted: expired, for another name, of an unknown authority.",
  "tls-silent": "The TLS handshake is begun and never completed.",
  "request-unread": "The upstream stops reading while the request is being sent.",
  "request-aborted": "The upstream closes or resets while the request is being sent.",
  "early-answer": "A complete answer comes before the request was read, then the connection ends.",
  "closed-before-head": "FIN before a complete response head.",
  "reset-before-head": "RST before a complete response head.",
  "silent-before-head": "No complete response head, and nothing more comes.",
  "not-http": "The first bytes are not a status line of HTTP/1.",
  "invalid-status": "A status line with a version or status code that HTTP does not have.",
  "invalid-head": "A response head with a malformed field line.",
  "oversized-head": "A response head that is larger than a proxy's buffer.",
  "ambiguous-length":
    "Content-Length or Transfer-Encoding that contradict themselves or each other.",
  "invalid-chunk": "A chunked body whose framing is wrong.",
  "body-cut-short": "The connection ends before the announced body does.",
  "body-stalled": "The body stops in the middle, and the connection stays open.",
  "stream-reset":
    "The stream is reset or refused before its answer is complete, by a frame (HTTP/2, FastCGI).",
  "invalid-frame": "A frame or record that breaks the rules of its protocol.",
  "surplus-bytes": "More bytes follow a complete answer.",
  "forbidden-body": "A body where the status allows none.",
  interim: "An interim (1xx) answer precedes the final one.",
  "interim-only": "An interim (1xx) answer, and no final one.",
  "unasked-upgrade": "101 Switching Protocols that nobody asked for.",
  "upgrade-refused": "An answer other than 101 to a request for an upgrade.",
  "invalid-upgrade": "A 101 that does not answer the request for an upgrade as it must.",
  "tunnel-ended": "The connection ends after a proper 101.",
  "tunnel-stalled": "After a proper 101 nothing more comes.",
  "invalid-message": "What follows a proper 101 breaks the rules of its protocol.",
  "error-status": "A complete answer whose status is an error of the upstream's own.",
} as const;

export type SymptomKind = keyof typeof symptomKinds;

export const symptomKindSchema = z.enum(
  Object.keys(symptomKinds) as [SymptomKind, ...SymptomKind[]],
);

export const symptomSchema = z.strictObject({
  kind: symptomKindSchema,
  /** Kebab-case, open list: what kind of malformed head, which ending … */
  detail: z.string().max(60).optional(),
  /** The status in the upstream's own status line, where one is sent. */
  status: z.int().optional(),
});

export type Symptom = z.infer<typeof symptomSchema>;

/** `kind`, or `kind/detail`. */
export function symptomName(symptom: Symptom): string {
  return symptom.detail === undefined ? symptom.kind : `${symptom.kind}/${symptom.detail}`;
}
