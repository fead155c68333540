import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readClientHello } from "@gatecrash/core";

export default defineFault({
  id: "tcp-plain-on-tls-port",
  summary: "A stream proxy starts TLS, and the server answers in the clear.",
  scope: "connection",
  symptom: { kind: "tls-failed", detail: "plain-answers" },
  params: z.strictObject({}),
  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp", tls: { verify: false, sni: true } } },
  below_tls: true,
  *script() {
    yield* readClientHello();
    yield* deliver(fullResponse(400, "no TLS"));
    yield* finish();
  },
});
