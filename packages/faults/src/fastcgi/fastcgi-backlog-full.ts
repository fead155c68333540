import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-backlog-full",
  summary: "All workers are busy and the pool's accept queue is full: connects never complete.",
  scope: "listener",
  symptom: { kind: "connect-timeout" },
  params: z.strictObject({}),

  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script() {
    yield { kind: "fill-backlog" };
  },
});
