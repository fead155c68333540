import { z } from "zod";
import { chunk, defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "length-and-chunked",
  summary: "The answer has both Content-Length and a chunked body.",
  scope: "request",
  symptom: { kind: "ambiguous-length", detail: "length-and-chunked" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    const fields = { "content-length": 6, "transfer-encoding": "chunked" };
    yield* deliver(responseHead(200, fields) + chunk("hello\n") + "0\r\n\r\n");
    yield* finish();
  },
});
