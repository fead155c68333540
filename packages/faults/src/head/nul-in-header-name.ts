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
  id: "nul-in-header-name",
  summary: "A header name has a NUL byte in it.",
  scope: "request",
  symptom: { kind: "invalid-head", detail: "nul-in-name" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withFieldLine("X-Fa\x00ult: 1", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
