import { z } from "zod";
import {
  defineFault,
  deliverApart,
  fullResponse,
  keptResponse,
  readHead,
  silence,
} from "@gatecrash/core";

export default defineFault({
  id: "unasked-answer",
  summary: "Sends a second answer that nobody asked for, and that a later request might be given.",
  scope: "request",
  symptom: ({ gap_ms }) => ({
    kind: "surplus-bytes",
    detail: gap_ms === 0 ? "after-length" : "unasked",
    status: 200,
  }),
  params: z.strictObject({
    status: z
      .int()
      .min(200)
      .max(599)
      .default(403)
      .describe("Status of the second answer: who is given it has somebody else's."),
    gap_ms: z
      .int()
      .min(0)
      .max(10_000)
      .default(0)
      .describe("Time between the two answers, in ms; 0: in one write."),
  }),
  variants: { "with-answer": { gap_ms: 0 }, "on-idle": { gap_ms: 100 } },
  setting: ({ gap_ms }) => ({
    topology: { keepalive: true },
    requests: [{}, { after_ms: gap_ms + 100 }],
  }),
  *script({ status, gap_ms }) {
    yield* readHead();
    yield* deliverApart(keptResponse("hello\n"), gap_ms, fullResponse(status, "poison\n"));
    yield* silence();
  },
});
