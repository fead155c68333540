import { z } from "zod";
import { defineFault, deliver, finish, readHead, send } from "@gatecrash/core";

export default defineFault({
  id: "ssh-banner",
  summary: "An SSH server stands on the port: it speaks first, and not HTTP.",
  scope: "connection",
  symptom: { kind: "not-http", detail: "ssh-banner" },
  params: z.strictObject({}),
  *script() {
    yield* deliver("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
    yield* readHead();
    yield* send("Invalid SSH identification string.\r\n");
    yield* finish();
  },
});
