import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  withStatusLine,
} from "@gatecrash/core";

export default defineFault({
  id: "status-not-a-number",
  summary: "The status code is a word.",
  scope: "request",
  symptom: { kind: "invalid-status", detail: "not-a-number" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withStatusLine("HTTP/1.1 fine OK", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
