import { z } from "zod";
import { defineFault, deliver, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "tcp-garbage",
  summary: "The server speaks another protocol than the client, and the proxy does not look.",
  scope: "request",
  symptom: { kind: "not-http", detail: "unread" },
  params: z.strictObject({}),

  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp" } },
  *script() {
    yield* readHead();
    yield* deliver("-ERR unknown command\r\n");
    yield* finish();
  },
});
