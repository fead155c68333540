import { z } from "zod";

/** The certificates that an upstream can show. All but one have a flaw, and only that. */
export const certificates = {
  good: "For upstream.test, by an intermediate authority of the lane's own; both are sent.",
  expired: "Its time ended yesterday.",
  "not-yet-valid": "Its time begins tomorrow.",
  "wrong-name": "For another host.",
  "self-signed": "Signed with its own key.",
  "unknown-authority": "Signed by an authority that nobody knows.",
  "no-intermediate": "The intermediate authority's certificate is not sent.",
  "long-chain": "Two intermediate authorities lie between it and the root.",
  "weak-key": "RSA with 1024 bits.",
  "weak-signature": "Signed with SHA-1.",
} as const;

export type CertificateName = keyof typeof certificates;

export const certificateSchema = z
  .enum(Object.keys(certificates) as [CertificateName, ...CertificateName[]])
  .describe("Which certificate it shows.");

/** The name for which a good certificate is issued. */
export const certifiedName = "upstream.test";

/** Versions of TLS that an upstream can be bound to; any: 1.2 and 1.3. */
export const tlsVersionSchema = z
  .enum(["any", "1.0", "1.1", "1.2", "1.3"])
  .describe("The only version of TLS that it speaks; any: 1.2 and 1.3.");

export type TlsVersion = z.infer<typeof tlsVersionSchema>;

/** Places in the server's part of the handshake at which it can stop. */
export const handshakeStopSchema = z
  .enum(["server-hello", "half-certificate", "before-finished"])
  .describe("It sends its part of the handshake up to here, and no further.");

export type HandshakeStop = z.infer<typeof handshakeStopSchema>;

/** What came of `start-tls`, as a script gets it back. */
export interface TlsStarted {
  /** False: the handshake ended in an error, after the upstream had answered. */
  established: boolean;
}
