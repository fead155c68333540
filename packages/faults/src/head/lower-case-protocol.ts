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
  id: "lower-case-protocol",
  summary: "The status line says http in place of HTTP.",
  scope: "request",
  symptom: { kind: "not-http", detail: "http-0-9" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withStatusLine("http/1.1 200 OK", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
