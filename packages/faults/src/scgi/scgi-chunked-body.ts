import { z } from "zod";
import { cgiHead, chunk, defineFault, deliver, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "scgi-chunked-body",
  summary: "The body comes in chunks, which SCGI does not have.",
  scope: "request",
  symptom: { kind: "healthy", detail: "cgi-chunked" },
  params: z.strictObject({}),

  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script() {
    yield* readHead();
    const head = cgiHead("200 OK", { "Transfer-Encoding": "chunked" });
    yield* deliver(head + chunk("hello\n") + chunk(""));
    yield* finish();
  },
});
