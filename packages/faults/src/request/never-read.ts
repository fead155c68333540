import { z } from "zod";
import { defineFault, silence, stopReading } from "@gatecrash/core";

export default defineFault({
  id: "never-read",
  summary: "Never reads a byte of the request, so that a large one cannot be sent.",
  scope: "connection",
  symptom: { kind: "request-unread" },
  params: z.strictObject({}),
  // Loopback takes 3.9 MB from a sender to a reader that stands still (measured, Linux 6.18).
  request: { method: "POST", path: "/", body_bytes: 6_291_456 },

  *script() {
    yield* stopReading();
    yield* silence();
  },
});
