import { z } from "zod";
import {
  alertRecord,
  alerts,
  defineFault,
  deliver,
  finish,
  readClientHello,
} from "@gatecrash/core";
import type { AlertName } from "@gatecrash/core";

export default defineFault({
  id: "handshake-alert",
  summary: "Refuses the TLS handshake with an alert.",
  scope: "connection",
  symptom: ({ alert }) => ({ kind: "tls-failed", detail: `alert-${alerts[alert]}` }),
  params: z.strictObject({
    alert: z
      .enum(Object.keys(alerts) as [AlertName, ...AlertName[]])
      .default("handshake-failure")
      .describe("Which alert it sends; close-notify and user-canceled are warnings."),
  }),
  variants: {
    "handshake-failure": { alert: "handshake-failure" },
    "protocol-version": { alert: "protocol-version" },
    "insufficient-security": { alert: "insufficient-security" },
    "internal-error": { alert: "internal-error" },
    "access-denied": { alert: "access-denied" },
    "unrecognized-name": { alert: "unrecognized-name" },
    "certificate-required": { alert: "certificate-required" },
    "no-application-protocol": { alert: "no-application-protocol" },
    "decode-error": { alert: "decode-error" },
    "close-notify": { alert: "close-notify" },
    "user-canceled": { alert: "user-canceled" },
  },
  setting: { topology: { tls: { verify: false, sni: true } } },
  protocols: "any",
  below_tls: true,
  *script({ alert }) {
    yield* readClientHello();
    yield* deliver(alertRecord(alert));
    yield* finish();
  },
});
