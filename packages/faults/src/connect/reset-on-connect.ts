import { z } from "zod";
import { awaitDropped, defineFault, filter } from "@gatecrash/core";

export default defineFault({
  id: "reset-on-connect",
  summary:
    "A firewall lets the SYN through and resets the connection before the proxy has seen it stand.",
  scope: "listener",
  symptom: { kind: "reset-before-head", detail: "after-syn-ack" },
  params: z.strictObject({}),
  needs: ["firewall"],
  protocols: "any",
  below_tls: true,
  *script() {
    // On loopback the RST comes while the ACK of the handshake is sent: within connect() itself.
    yield* filter("confirms", { verdict: "tcp-reset" });
    yield* awaitDropped();
  },
});
