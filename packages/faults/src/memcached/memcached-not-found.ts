import { z } from "zod";
import { defineFault, deliver, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "memcached-not-found",
  summary: "The key is not known: END in place of a value.",
  scope: "request",
  symptom: { kind: "error-status", detail: "memcached-not-found" },
  params: z.strictObject({}),

  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script() {
    yield* readHead();
    yield* deliver("END\r\n");
    yield* finish();
  },
});
