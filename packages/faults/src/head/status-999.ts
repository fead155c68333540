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
  id: "status-999",
  summary: "The status code is 999, far above all that HTTP has.",
  scope: "request",
  symptom: { kind: "invalid-status", detail: "above-599", status: 999 },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withStatusLine("HTTP/1.1 999 Highest", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
