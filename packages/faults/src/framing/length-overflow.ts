import { z } from "zod";
import { defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "length-overflow",
  summary: "Content-Length does not fit into 64 bits.",
  scope: "request",
  symptom: { kind: "ambiguous-length", detail: "overflow" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(responseHead(200, { "content-length": "18446744073709551622" }) + "hello\n");
    yield* finish();
  },
});
