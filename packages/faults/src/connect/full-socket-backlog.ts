import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "full-socket-backlog",
  summary: "The accept queue of the unix socket is full, which the kernel says at once.",
  scope: "listener",
  symptom: { kind: "refused", detail: "socket-full" },
  params: z.strictObject({}),
  setting: { topology: { socket: "unix" } },
  protocols: "any",
  below_tls: true,
  *script() {
    yield { kind: "fill-backlog" };
  },
});
