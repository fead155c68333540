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
  id: "status-two-digits",
  summary: "The status code has two digits.",
  scope: "request",
  symptom: { kind: "invalid-status", detail: "too-few-digits", status: 20 },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withStatusLine("HTTP/1.1 20 OK", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
