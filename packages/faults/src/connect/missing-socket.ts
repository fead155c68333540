import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "missing-socket",
  summary: "The file of the unix socket is not there.",
  scope: "listener",
  symptom: { kind: "refused", detail: "socket-missing" },
  params: z.strictObject({}),
  setting: { topology: { socket: "unix" } },
  protocols: "any",
  below_tls: true,
  *script() {
    yield { kind: "remove-socket" };
  },
});
