import { z } from "zod";
import { defineFault, deliver, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "http-0-9",
  summary: "Answers as HTTP/0.9 did: a body without a head.",
  scope: "request",
  symptom: { kind: "not-http", detail: "http-0-9" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver("<html><body>hello</body></html>\n");
    yield* finish();
  },
});
