import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "memcached-backlog-full",
  summary: "The accept queue of memcached is full: connects never complete.",
  scope: "listener",
  symptom: { kind: "connect-timeout" },
  params: z.strictObject({}),

  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script() {
    yield { kind: "fill-backlog" };
  },
});
