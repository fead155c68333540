import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "scgi-backlog-full",
  summary: "The SCGI server's accept queue is full: connects never complete.",
  scope: "listener",
  symptom: { kind: "connect-timeout" },
  params: z.strictObject({}),

  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script() {
    yield { kind: "fill-backlog" };
  },
});
