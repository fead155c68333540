import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  withFieldLine,
} from "@gatecrash/core";

export default defineFault({
  id: "nul-in-value",
  summary: "A header value has a NUL byte in it.",
  scope: "request",
  symptom: { kind: "invalid-head", detail: "nul-in-value" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withFieldLine("X-Fault: one\x00two", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
