import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  gapSchema,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "unasked-continue",
  summary: "Sends 100 Continue to a request that expects none, then the answer.",
  scope: "request",
  symptom: { kind: "interim", detail: "100" },
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  *script({ gap_ms }) {
    yield* readHead();
    yield* deliver(responseHead(100));
    yield* sleep(gap_ms);
    yield* send(fullResponse(200, "hello\n"));
    yield* finish();
  },
});
