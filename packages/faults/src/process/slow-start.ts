import { z } from "zod";
import {
  answeredAfter,
  defineFault,
  delivered,
  finish,
  fullResponse,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "slow-start",
  summary: "A server that has just started is slow at first: it compiles, connects, fills caches.",
  scope: "request",
  symptom: ({ answer_ms }) => answeredAfter(answer_ms),
  params: z.strictObject({
    answer_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(700)
      .describe("Time that an answer takes while it is cold, in ms."),
    cold: z.int().min(1).max(1_000).default(2).describe("Requests until it is warm."),
  }),
  setting: ({ cold }) => ({
    requests: Array.from({ length: cold + 1 }, () => ({})),
    when: { first: cold },
  }),
  *script({ answer_ms }) {
    yield* readHead();
    yield* delivered();
    yield* sleep(answer_ms);
    yield* send(fullResponse(200, "cold\n"));
    yield* finish();
  },
});
