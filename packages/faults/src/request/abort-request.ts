import { z } from "zod";
import {
  defineFault,
  end,
  gapSchema,
  readBody,
  readHead,
  sleep,
  stopReading,
} from "@gatecrash/core";

export default defineFault({
  id: "abort-request",
  summary: "Closes or resets the connection in the middle of the request.",
  scope: "request",
  symptom: ({ ending }) => ({ kind: "request-aborted", detail: ending }),
  params: z.strictObject({
    ending: z.enum(["fin", "rst"]).default("fin").describe("How it leaves: FIN or RST."),
    read_bytes: z
      .int()
      .min(0)
      .max(1_048_576)
      .default(65_536)
      .describe("Bytes of the body that are read before."),
    gap_ms: gapSchema.default(100),
  }),
  variants: { fin: { ending: "fin" }, rst: { ending: "rst" } },
  // Loopback takes 3.9 MB from a sender to a reader that stands still (measured, Linux 6.18).
  request: { method: "POST", path: "/", body_bytes: 6_291_456 },

  *script({ ending, read_bytes, gap_ms }) {
    yield* readHead();
    yield* readBody(read_bytes);
    yield* stopReading();
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
