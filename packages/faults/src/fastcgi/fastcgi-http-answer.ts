import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-http-answer",
  summary: "A web server answers at the port of the pool: HTTP/1.1 in place of records.",
  scope: "request",
  symptom: { kind: "invalid-frame", detail: "http-answer" },
  params: z.strictObject({}),

  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script() {
    yield* readHead();
    yield* deliver(fullResponse(400, "hello\n"));
    yield* finish();
  },
});
