import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "body-on-304",
  summary: "Sends a body with status 304, which has none.",
  scope: "request",
  symptom: { kind: "forbidden-body", detail: "on-304", status: 304 },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    yield* deliver(fullResponse(304, "hello\n"));
    yield* finish();
  },
});
