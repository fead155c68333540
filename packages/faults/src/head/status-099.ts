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
  id: "status-099",
  summary: "The status code is 099, below all that HTTP has.",
  scope: "request",
  symptom: { kind: "invalid-status", detail: "below-100", status: 99 },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withStatusLine("HTTP/1.1 099 Low", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
