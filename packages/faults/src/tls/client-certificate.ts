import { z } from "zod";
import {
  alertSchema,
  defineFault,
  delivered,
  finishRaw,
  handOver,
  sendAlert,
  startTls,
} from "@gatecrash/core";

export default defineFault({
  id: "client-certificate",
  summary: "Wants a certificate of the proxy, which has none.",
  scope: "connection",
  symptom: ({ required, version }) =>
    required === "wanted"
      ? { kind: "healthy" }
      : { kind: "tls-failed", detail: `client-certificate-${version.replace(".", "-")}` },
  params: z.strictObject({
    required: z
      .enum(["wanted", "required"])
      .default("required")
      .describe("Whether it goes on without one."),
    refuses_with: alertSchema
      .default("certificate-required")
      .describe("The alert that ends a connection of TLS 1.3 after its handshake."),
    version: z
      .enum(["1.2", "1.3"])
      .default("1.3")
      .describe("Version of TLS: in 1.3 the proxy is done before it can be refused."),
  }),
  variants: {
    "tls-1-2": { version: "1.2" },
    "tls-1-3": { version: "1.3" },
    "unknown-authority": { refuses_with: "unknown-authority" },
    "bad-certificate": { refuses_with: "bad-certificate" },
    wanted: { required: "wanted" },
  },
  setting: { topology: { tls: { verify: true, sni: true } } },
  protocols: "any",
  below_tls: true,
  *script({ required, version, refuses_with }) {
    // This one OpenSSL sends by itself; in TLS 1.2 it has another.
    if (refuses_with !== "certificate-required") {
      yield* startTls({ version, client_certificate: "wanted" });
      yield* sendAlert(refuses_with);
      yield* delivered();
      yield* finishRaw();
      return;
    }
    const { established } = yield* startTls({ version, client_certificate: required });
    yield* delivered();
    if (established) yield* handOver();
  },
});
