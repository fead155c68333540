import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "tcp-server-dead",
  summary: "Behind a stream proxy, the server's port refuses the connection.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({}),

  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp" } },
  *script() {
    yield { kind: "refuse" };
  },
});
