import { z } from "zod";
import { defineFault, deliver, end, endingSchema, readHead } from "@gatecrash/core";

/** What servers say before they are asked: the first bytes of real ones. */
const banners = {
  smtp: "220 mail.example.test ESMTP Postfix\r\n",
  ftp: "220 (vsFTPd 3.0.3)\r\n",
  // Handshake packet, version 10 (MySQL internals, Protocol::HandshakeV10).
  mysql:
    "\x4a\0\0\0\x0a8.0.36\0\x08\0\0\0\x2d\x1b\x5c\x44\x1f\x2f\x1a\x3e\0\xff\xff\xff\x02\0\xff\xdf\x15" +
    "\0".repeat(10) +
    "\x41\x12\x54\x0b\x60\x25\x3e\x1c\x2e\x5d\x66\x11\0mysql_native_password\0",
} as const;

export default defineFault({
  id: "banner",
  summary: "Another server stands on the port, which greets before it is asked.",
  scope: "connection",
  symptom: ({ ending }) => ({
    kind: "not-http",
    detail: ending === "silence" ? "banner-silence" : "banner",
  }),
  params: z.strictObject({
    server: z.enum(["smtp", "ftp", "mysql"]).default("smtp").describe("Which server it is."),
    ending: endingSchema.default("fin"),
  }),
  variants: {
    smtp: { server: "smtp" },
    ftp: { server: "ftp" },
    mysql: { server: "mysql" },
    "smtp-silence": { server: "smtp", ending: "silence" },
  },
  *script({ server, ending }) {
    yield* deliver(banners[server]);
    yield* readHead();
    yield* end(ending);
  },
});
