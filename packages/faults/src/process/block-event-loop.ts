import { z } from "zod";
import {
  answeredAfter,
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "block-event-loop",
  summary: "The event loop of the upstream process is blocked, as by a long computation.",
  scope: "request",
  symptom: ({ block_ms }) => answeredAfter(block_ms),
  params: z.strictObject({
    block_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(700)
      .describe("Time for which it is blocked, in ms."),
  }),
  *script({ block_ms }) {
    yield* readHead();
    yield { kind: "block", ms: block_ms };
    yield* deliver(fullResponse(200, "late\n"));
    yield* finish();
  },
});
