import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "stale-socket",
  summary: "The file of the unix socket is there, and nobody listens on it.",
  scope: "listener",
  symptom: { kind: "refused", detail: "socket-stale" },
  params: z.strictObject({}),
  setting: { topology: { socket: "unix" } },
  protocols: "any",
  below_tls: true,
  *script() {
    yield { kind: "refuse" };
  },
});
