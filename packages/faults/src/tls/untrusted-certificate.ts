import { z } from "zod";
import { certificateSchema, defineFault, delivered, handOver, startTls } from "@gatecrash/core";

export default defineFault({
  id: "untrusted-certificate",
  summary: "Shows a certificate that is not to be trusted.",
  scope: "connection",
  symptom: ({ certificate }) =>
    certificate === "good"
      ? { kind: "healthy" }
      : { kind: "untrusted-certificate", detail: certificate },
  params: z.strictObject({
    certificate: certificateSchema.default("expired"),
    proxy: z
      .enum(["verifies", "trusts"])
      .default("verifies")
      .describe("Whether the proxy of the matrix checks certificates."),
  }),
  variants: {
    expired: { certificate: "expired" },
    "not-yet-valid": { certificate: "not-yet-valid" },
    "wrong-name": { certificate: "wrong-name" },
    "self-signed": { certificate: "self-signed" },
    "unknown-authority": { certificate: "unknown-authority" },
    "no-intermediate": { certificate: "no-intermediate" },
    "long-chain": { certificate: "long-chain" },
    "weak-key": { certificate: "weak-key" },
    "weak-signature": { certificate: "weak-signature" },
    "expired-unverified": { certificate: "expired", proxy: "trusts" },
    "not-yet-valid-unverified": { certificate: "not-yet-valid", proxy: "trusts" },
    "wrong-name-unverified": { certificate: "wrong-name", proxy: "trusts" },
    "self-signed-unverified": { certificate: "self-signed", proxy: "trusts" },
    "unknown-authority-unverified": { certificate: "unknown-authority", proxy: "trusts" },
    "no-intermediate-unverified": { certificate: "no-intermediate", proxy: "trusts" },
    "long-chain-unverified": { certificate: "long-chain", proxy: "trusts" },
    "weak-key-unverified": { certificate: "weak-key", proxy: "trusts" },
    "weak-signature-unverified": { certificate: "weak-signature", proxy: "trusts" },
  },
  setting: ({ proxy }) => ({ topology: { tls: { verify: proxy === "verifies", sni: true } } }),
  protocols: "any",
  below_tls: true,
  *script({ certificate }) {
    const { established } = yield* startTls({ certificate });
    yield* delivered();
    if (established) yield* handOver();
  },
});
