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
  id: "status-600",
  summary: "The status code is 600, just above all that HTTP has.",
  scope: "request",
  symptom: { kind: "invalid-status", detail: "above-599", status: 600 },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withStatusLine("HTTP/1.1 600 High", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
