import { z } from "zod";
import {
  answeredAfter,
  defineFault,
  deliver,
  delivered,
  finish,
  fullResponse,
  readHead,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "late-answer",
  summary: "Gives a good answer, but takes too long for it.",
  scope: "request",
  symptom: ({ answer_after_ms }) => answeredAfter(answer_after_ms),
  params: z.strictObject({
    answer_after_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(700)
      .describe("Time from the request to the answer, in ms."),
  }),
  *script({ answer_after_ms }) {
    yield* readHead();
    yield* delivered();
    yield* sleep(answer_after_ms);
    yield* deliver(fullResponse(200, "late\n"));
    yield* finish();
  },
});
