import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "bare-lf",
  summary: "The lines of the head end with LF in place of CRLF.",
  scope: "request",
  symptom: { kind: "invalid-head", detail: "bare-lf" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(fullResponse(200, "hello\n").replaceAll("\r\n", "\n"));
    yield* finish();
  },
});
