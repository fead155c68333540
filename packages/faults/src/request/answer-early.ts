import { z } from "zod";
import {
  defineFault,
  deliver,
  end,
  fullResponse,
  gapSchema,
  readHead,
  sleep,
  stopReading,
} from "@gatecrash/core";

export default defineFault({
  id: "answer-early",
  summary: "Answers before the body of the request was read, and leaves.",
  scope: "request",
  symptom: ({ ending, status }) => ({ kind: "early-answer", detail: ending, status }),
  params: z.strictObject({
    ending: z.enum(["fin", "rst"]).default("fin").describe("How it leaves: FIN or RST."),
    status: z.int().min(200).max(599).default(413).describe("Status of the answer."),
    gap_ms: gapSchema.default(100),
  }),
  variants: { fin: { ending: "fin" }, rst: { ending: "rst" } },
  // Loopback takes 3.9 MB from a sender to a reader that stands still (measured, Linux 6.18).
  request: { method: "POST", path: "/", body_bytes: 6_291_456 },

  *script({ ending, status, gap_ms }) {
    yield* readHead();
    yield* stopReading();
    yield* deliver(fullResponse(status, "too much\n"));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
