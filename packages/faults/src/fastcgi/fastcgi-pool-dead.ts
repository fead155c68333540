import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-pool-dead",
  summary: "The pool of workers is not running: its port refuses the connection.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({}),

  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script() {
    yield { kind: "refuse" };
  },
});
