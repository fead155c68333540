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
  id: "tcp-slow-answer",
  summary: "Nothing moves for a while, then a good answer comes.",
  scope: "request",
  symptom: ({ after_ms }) => answeredAfter(after_ms),
  params: z.strictObject({
    after_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(800)
      .describe("Time from the request to the answer, in ms."),
  }),
  variants: { "200-ms": { after_ms: 200 }, "800-ms": { after_ms: 800 } },
  protocols: ["tcp"],
  setting: { topology: { protocol: "tcp" } },
  *script({ after_ms }) {
    yield* readHead();
    yield* delivered();
    yield* sleep(after_ms);
    yield* send(fullResponse(200, "hello\n"));
    yield* finish();
  },
});
