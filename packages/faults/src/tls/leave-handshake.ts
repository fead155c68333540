import { z } from "zod";
import {
  defineFault,
  end,
  endingSchema,
  readClientHello,
  startTls,
  tlsVersionSchema,
} from "@gatecrash/core";

export default defineFault({
  id: "leave-handshake",
  summary: "Leaves in the middle of the TLS handshake.",
  scope: "connection",
  symptom: ({ ending }) =>
    ending === "silence"
      ? { kind: "tls-silent" }
      : { kind: "tls-failed", detail: ending === "fin" ? "closed" : "reset" },
  params: z.strictObject({
    after: z
      .enum(["accept", "client-hello", "server-hello", "half-certificate", "before-finished"])
      .default("client-hello")
      .describe("How far it goes along; before-finished: all but the server's last message."),
    ending: endingSchema.default("fin"),
    version: tlsVersionSchema.default("any"),
  }),
  variants: {
    "accept-fin": { after: "accept", ending: "fin" },
    "accept-rst": { after: "accept", ending: "rst" },
    "accept-silence": { after: "accept", ending: "silence" },
    "client-hello-fin": { after: "client-hello", ending: "fin" },
    "client-hello-rst": { after: "client-hello", ending: "rst" },
    "client-hello-silence": { after: "client-hello", ending: "silence" },
    "server-hello-fin": { after: "server-hello", ending: "fin" },
    "server-hello-rst": { after: "server-hello", ending: "rst" },
    "server-hello-silence": { after: "server-hello", ending: "silence" },
    "half-certificate-fin": { after: "half-certificate", ending: "fin" },
    "half-certificate-rst": { after: "half-certificate", ending: "rst" },
    "half-certificate-silence": { after: "half-certificate", ending: "silence" },
    "tls-1-2-before-finished-fin": { after: "before-finished", ending: "fin", version: "1.2" },
    "tls-1-2-before-finished-rst": { after: "before-finished", ending: "rst", version: "1.2" },
    "tls-1-2-before-finished-silence": {
      after: "before-finished",
      ending: "silence",
      version: "1.2",
    },
    "tls-1-3-before-finished-fin": { after: "before-finished", ending: "fin", version: "1.3" },
    "tls-1-3-before-finished-rst": { after: "before-finished", ending: "rst", version: "1.3" },
    "tls-1-3-before-finished-silence": {
      after: "before-finished",
      ending: "silence",
      version: "1.3",
    },
  },
  setting: { topology: { tls: { verify: false, sni: true } } },
  protocols: "any",
  below_tls: true,
  *script({ after, ending, version }) {
    if (after === "client-hello") yield* readClientHello();
    else if (after !== "accept") yield* startTls({ version, stop: after });
    yield* end(ending);
  },
});
