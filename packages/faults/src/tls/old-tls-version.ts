import { z } from "zod";
import { defineFault, delivered, handOver, startTls } from "@gatecrash/core";

export default defineFault({
  id: "old-tls-version",
  summary: "Speaks a version of TLS that has been retired (RFC 8996).",
  scope: "connection",
  symptom: { kind: "tls-failed", detail: "old-version" },
  params: z.strictObject({
    version: z.enum(["1.0", "1.1"]).default("1.1").describe("The only version that it speaks."),
  }),
  variants: { "tls-1-0": { version: "1.0" }, "tls-1-1": { version: "1.1" } },
  setting: { topology: { tls: { verify: false, sni: true } } },
  protocols: "any",
  below_tls: true,
  *script({ version }) {
    const { established } = yield* startTls({ version });
    yield* delivered();
    if (established) yield* handOver();
  },
});
