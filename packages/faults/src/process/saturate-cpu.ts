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
  id: "saturate-cpu",
  summary: "The upstream process burns all cores.",
  scope: "request",
  symptom: ({ burn_ms }) => answeredAfter(burn_ms),
  params: z.strictObject({
    burn_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(650)
      .describe("Time for which it burns them, in ms."),
  }),
  exclusive: true,
  *script({ burn_ms }) {
    yield* readHead();
    yield { kind: "burn", ms: burn_ms, threads: 0 };
    yield* deliver(fullResponse(200, "late\n"));
    yield* finish();
  },
});
