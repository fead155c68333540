import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "body-on-head",
  summary: "Sends a body in answer to HEAD, which has none.",
  scope: "request",
  request: { method: "HEAD" },
  symptom: { kind: "forbidden-body", detail: "on-head", status: 200 },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(fullResponse(200, "hello\n"));
    yield* finish();
  },
});
