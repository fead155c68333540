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
  id: "space-before-colon",
  summary: "A space stands between a header name and its colon.",
  scope: "request",
  symptom: { kind: "invalid-head", detail: "space-before-colon" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withFieldLine("X-Fault : 1", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
