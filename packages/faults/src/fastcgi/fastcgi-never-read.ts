import { z } from "zod";
import { defineFault, silence, stopReading } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-never-read",
  summary: "The pool takes the connection and never reads the request, which is large.",
  scope: "connection",
  symptom: { kind: "request-unread" },
  params: z.strictObject({}),

  protocols: ["fastcgi"],
  setting: {
    topology: { protocol: "fastcgi" },
    requests: [{ method: "POST", body_bytes: 16_777_216 }],
  },
  *script() {
    yield* stopReading();
    yield* silence();
  },
});
