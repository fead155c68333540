import { z } from "zod";
import { defineFault, deliver, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "tls-alert",
  summary: "The port speaks TLS, and plain HTTP is answered with a TLS alert.",
  scope: "request",
  symptom: { kind: "not-http", detail: "tls-record" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    // A fatal alert, unexpected_message (RFC 8446, sections 5.1 and 6).
    yield* deliver("\x15\x03\x03\x00\x02\x02\x0a");
    yield* finish();
  },
});
