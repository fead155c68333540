import { z } from "zod";
import { cgiHead, chunk, defineFault, deliver, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "uwsgi-chunked-body",
  summary: "The body comes in chunks, which uwsgi does not have.",
  scope: "request",
  symptom: { kind: "healthy", detail: "cgi-chunked" },
  params: z.strictObject({}),

  protocols: ["uwsgi"],
  setting: { topology: { protocol: "uwsgi" } },
  *script() {
    yield* readHead();
    const head = cgiHead("200 OK", { "Transfer-Encoding": "chunked" });
    yield* deliver(head + chunk("hello\n") + chunk(""));
    yield* finish();
  },
});
