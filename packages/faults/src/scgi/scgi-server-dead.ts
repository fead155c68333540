import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "scgi-server-dead",
  summary: "The SCGI server is not running: its port refuses the connection.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({}),

  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script() {
    yield { kind: "refuse" };
  },
});
