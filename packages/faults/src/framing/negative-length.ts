import { z } from "zod";
import { defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "negative-length",
  summary: "Content-Length is negative.",
  scope: "request",
  symptom: { kind: "ambiguous-length", detail: "negative" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(responseHead(200, { "content-length": -6 }) + "hello\n");
    yield* finish();
  },
});
