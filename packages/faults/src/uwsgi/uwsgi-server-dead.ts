import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "uwsgi-server-dead",
  summary: "The uwsgi server is not running: its port refuses the connection.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({}),

  protocols: ["uwsgi"],
  setting: { topology: { protocol: "uwsgi" } },
  *script() {
    yield { kind: "refuse" };
  },
});
