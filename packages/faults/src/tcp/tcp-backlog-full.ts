import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "tcp-backlog-full",
  summary: "Behind a stream proxy, connects to the server never complete.",
  scope: "listener",
  symptom: { kind: "connect-timeout" },
  params: z.strictObject({}),

  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp" } },
  *script() {
    yield { kind: "fill-backlog" };
  },
});
