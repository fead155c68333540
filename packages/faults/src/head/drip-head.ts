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
  id: "drip-head",
  summary: "Sends the head byte by byte, so slowly that it is not complete in time.",
  scope: "request",
  symptom: ({ head_ms }) => answeredAfter(head_ms, "dripped"),
  params: z.strictObject({
    head_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(1_200)
      .describe("Time from the first byte of the head to the last, in ms."),
  }),
  *script({ head_ms }) {
    yield* readHead();
    yield* delivered();
    const head = fullResponse(200, "");
    for (const byte of head) {
      yield* send(byte);
      yield* sleep(head_ms / head.length);
    }
    yield* finish();
  },
});
