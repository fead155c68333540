import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "drip-interim",
  summary: "Sends one interim answer after the other, and the final one later than a proxy waits.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "interim", detail: `${status}-repeated` }),
  params: z.strictObject({
    status: z.int().min(102).max(199).default(102).describe("Status of the interim answers."),
    count: z.int().min(2).max(49).default(12).describe("How many of them."),
    every_ms: z.int().min(0).max(60_000).default(100).describe("Time after each of them, in ms."),
  }),
  variants: { 102: { status: 102 }, 103: { status: 103 } },
  *script({ status, count, every_ms }) {
    yield* readHead();
    for (let sent = 0; sent < count; sent += 1) {
      yield* deliver(responseHead(status));
      yield* sleep(every_ms);
    }
    yield* send(fullResponse(200, "hello\n"));
    yield* finish();
  },
});
