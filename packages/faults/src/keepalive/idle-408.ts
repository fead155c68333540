import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  keptResponse,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "idle-408",
  summary: "Says 408 Request Timeout on a kept connection that nobody uses, and closes it.",
  scope: "request",
  symptom: { kind: "surplus-bytes", detail: "unasked", status: 200 },
  params: z.strictObject({
    idle_ms: z.int().min(20).max(60_000).default(100).describe("Time after the answer, in ms."),
  }),
  setting: ({ idle_ms }) => ({
    topology: { keepalive: true },
    requests: [{}, { after_ms: idle_ms + 150 }],
  }),
  *script({ idle_ms }) {
    yield* readHead();
    yield* send(keptResponse("hello\n"));
    yield* sleep(idle_ms);
    yield* deliver(fullResponse(408, "too late\n"));
    yield* finish();
  },
});
