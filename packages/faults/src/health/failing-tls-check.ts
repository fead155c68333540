import { z } from "zod";
import {
  defineFault,
  delivered,
  end,
  endingSchema,
  endingVariants,
  readClientHello,
} from "@gatecrash/core";

export default defineFault({
  id: "failing-tls-check",
  summary: "Never completes a TLS handshake, and a health check finds out before any request does.",
  scope: "connection",
  symptom: ({ ending }) => ({ kind: "check-failed", detail: `tls-${ending}` }),
  params: z.strictObject({ ending: endingSchema.default("fin") }),
  variants: endingVariants,
  setting: {
    topology: { check: "tcp", tls: { verify: false, sni: true } },
    requests: [{ after_connections: 2 }],
  },
  below_tls: true,
  *script({ ending }) {
    yield* readClientHello();
    yield* delivered();
    yield* end(ending);
  },
});
