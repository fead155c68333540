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
  id: "early-hints",
  summary: "Sends 103 Early Hints before the answer.",
  scope: "request",
  symptom: { kind: "interim", detail: "103" },
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  *script({ gap_ms }) {
    yield* readHead();
    yield* deliver(responseHead(103, { link: "</style.css>; rel=preload; as=style" }));
    yield* sleep(gap_ms);
    yield* send(fullResponse(200, "hello\n"));
    yield* finish();
  },
});
