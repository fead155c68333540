import { z } from "zod";
import { defineFault, readBody, readHead, silence, stopReading } from "@gatecrash/core";

export default defineFault({
  id: "stop-reading",
  summary: "Reads the head and a part of a large body, then nothing more.",
  scope: "request",
  symptom: { kind: "request-unread" },
  params: z.strictObject({
    read_bytes: z
      .int()
      .min(0)
      .max(1_048_576)
      .default(65_536)
      .describe("Bytes of the body that are read before."),
  }),
  // Loopback takes 3.9 MB from a sender to a reader that stands still (measured, Linux 6.18).
  request: { method: "POST", path: "/", body_bytes: 6_291_456 },

  *script({ read_bytes }) {
    yield* readHead();
    yield* readBody(read_bytes);
    yield* stopReading();
    yield* silence();
  },
});
