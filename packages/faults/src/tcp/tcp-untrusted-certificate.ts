import { z } from "zod";
import { certificateSchema, defineFault, delivered, handOver, startTls } from "@gatecrash/core";

export default defineFault({
  id: "tcp-untrusted-certificate",
  summary: "Behind a stream proxy, the server shows a certificate that is not to be trusted.",
  scope: "connection",
  symptom: ({ certificate }) => ({ kind: "untrusted-certificate", detail: certificate }),
  params: z.strictObject({
    certificate: certificateSchema
      .exclude(["good"])
      .default("expired")
      .describe("What is wrong with it."),
    proxy: z
      .enum(["verifies", "trusts"])
      .default("verifies")
      .describe("Whether the proxy of the matrix checks certificates."),
  }),
  variants: {
    expired: { certificate: "expired" },
    "wrong-name": { certificate: "wrong-name" },
    "self-signed": { certificate: "self-signed" },
    "expired-unverified": { certificate: "expired", proxy: "trusts" },
  },
  protocols: ["tcp"],
  setting: ({ proxy }) => ({
    topology: { protocol: "tcp", tls: { verify: proxy === "verifies", sni: true } },
  }),
  below_tls: true,
  *script({ certificate }) {
    const { established } = yield* startTls({ certificate });
    yield* delivered();
    if (established) yield* handOver();
  },
});
