import { z } from "zod";
import { chunk, defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "chunked-twice",
  summary: "Transfer-Encoding names chunked twice.",
  scope: "request",
  symptom: { kind: "ambiguous-length", detail: "chunked-twice" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    const head = responseHead(200, { "transfer-encoding": "chunked, chunked" });
    yield* deliver(head + chunk("hello\n") + "0\r\n\r\n");
    yield* finish();
  },
});
