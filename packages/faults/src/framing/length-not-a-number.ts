import { z } from "zod";
import { defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "length-not-a-number",
  summary: "Content-Length is a word.",
  scope: "request",
  symptom: { kind: "ambiguous-length", detail: "not-a-number" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(responseHead(200, { "content-length": "six" }) + "hello\n");
    yield* finish();
  },
});
