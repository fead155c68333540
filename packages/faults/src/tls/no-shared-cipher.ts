import { z } from "zod";
import { defineFault, delivered, handOver, startTls } from "@gatecrash/core";

export default defineFault({
  id: "no-shared-cipher",
  summary: "Takes none of the ciphers that the proxy offers.",
  scope: "connection",
  symptom: { kind: "tls-failed", detail: "no-shared-cipher" },
  params: z.strictObject({}),
  setting: { topology: { tls: { verify: false, sni: true } } },
  protocols: "any",
  below_tls: true,
  *script() {
    // A pre-shared key is what no proxy has.
    const { established } = yield* startTls({ version: "1.2", ciphers: "PSK" });
    yield* delivered();
    if (established) yield* handOver();
  },
});
