import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "memcached-server-dead",
  summary: "The cache is not running: its port refuses the connection.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({}),

  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script() {
    yield { kind: "refuse" };
  },
});
