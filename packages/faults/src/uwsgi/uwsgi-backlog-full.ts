import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "uwsgi-backlog-full",
  summary: "The uwsgi server's accept queue is full: connects never complete.",
  scope: "listener",
  symptom: { kind: "connect-timeout" },
  params: z.strictObject({}),

  protocols: ["uwsgi"],
  setting: { topology: { protocol: "uwsgi" } },
  *script() {
    yield { kind: "fill-backlog" };
  },
});
