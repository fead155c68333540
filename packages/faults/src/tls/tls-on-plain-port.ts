import { z } from "zod";
import { defineFault, delivered, finish, startTls } from "@gatecrash/core";

export default defineFault({
  id: "tls-on-plain-port",
  summary: "The proxy speaks plain HTTP to a server that expects a TLS handshake.",
  scope: "connection",
  symptom: { kind: "closed-before-head" },
  params: z.strictObject({}),
  below_tls: true,
  *script() {
    yield* startTls();
    yield* delivered();
    yield* finish();
  },
});
