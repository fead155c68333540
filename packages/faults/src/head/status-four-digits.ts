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
  id: "status-four-digits",
  summary: "The status code has four digits.",
  scope: "request",
  symptom: { kind: "invalid-status", detail: "too-many-digits", status: 2000 },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withStatusLine("HTTP/1.1 2000 OK", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
