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
  id: "header-without-colon",
  summary: "A header line has no colon.",
  scope: "request",
  symptom: { kind: "invalid-head", detail: "no-colon" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(withFieldLine("This is no field", fullResponse(200, "hello\n")));
    yield* finish();
  },
});
