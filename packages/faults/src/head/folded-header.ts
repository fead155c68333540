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
  id: "folded-header",
  summary: "A header value goes on in the next line, as RFC 9112 forbids a server to write it.",
  scope: "request",
  symptom: { kind: "invalid-head", detail: "folded" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withFieldLine("X-Fault: one\r\n two", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
