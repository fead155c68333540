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
  id: "freeze",
  summary: "The upstream process is stopped (SIGSTOP) and goes on later.",
  scope: "request",
  symptom: ({ freeze_ms }) => answeredAfter(freeze_ms),
  params: z.strictObject({
    freeze_ms: z.int().min(0).max(600_000).default(700).describe("Time until it goes on, in ms."),
  }),
  *script({ freeze_ms }) {
    yield* readHead();
    yield { kind: "freeze", ms: freeze_ms };
    yield* deliver(fullResponse(200, "late\n"));
    yield* finish();
  },
});
