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
  withStatusLine,
} from "@gatecrash/core";

export default defineFault({
  id: "early-hints-in-http-1-0",
  summary: "Sends 103 Early Hints in HTTP/1.0, which has no interim answers.",
  scope: "request",
  symptom: { kind: "interim", detail: "103-in-http-1-0" },
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  *script({ gap_ms }) {
    yield* readHead();
    const hints = responseHead(103, { link: "</style.css>; rel=preload; as=style" });
    yield* deliver(withStatusLine("HTTP/1.0 103 Early Hints", hints));
    yield* sleep(gap_ms);
    yield* send(fullResponse(200, "hello\n"));
    yield* finish();
  },
});
