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
  id: "space-in-header-name",
  summary: "A header name has a space in it.",
  scope: "request",
  symptom: { kind: "invalid-head", detail: "space-in-name" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withFieldLine("X Fault: 1", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
