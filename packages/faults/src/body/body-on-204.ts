import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "body-on-204",
  summary: "Sends a body with status 204, which has none.",
  scope: "request",
  symptom: { kind: "forbidden-body", detail: "on-204", status: 204 },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(fullResponse(204, "hello\n"));
    yield* finish();
  },
});
