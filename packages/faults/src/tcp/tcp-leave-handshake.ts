import { z } from "zod";
import { defineFault, end, endingSchema, endingVariants, readClientHello } from "@gatecrash/core";

export default defineFault({
  id: "tcp-leave-handshake",
  summary:
    "Behind a stream proxy that speaks TLS, the server leaves in the middle of the handshake.",
  scope: "connection",
  symptom: ({ ending }) =>
    ending === "silence"
      ? { kind: "tls-silent" }
      : { kind: "tls-failed", detail: ending === "fin" ? "closed" : "reset" },
  params: z.strictObject({ ending: endingSchema.default("fin") }),
  variants: endingVariants,
  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp", tls: { verify: false, sni: true } } },
  below_tls: true,
  *script({ ending }) {
    yield* readClientHello();
    yield* end(ending);
  },
});
