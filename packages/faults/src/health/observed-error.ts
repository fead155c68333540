import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "observed-error",
  summary: "Answers with an error while the proxy watches: a passive check takes the server out.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "error-status", status }),
  params: z.strictObject({
    status: z.int().min(500).max(599).default(500).describe("Status of the answer."),
  }),
  setting: { topology: { check: "passive" } },
  *script({ status }) {
    yield* readHead();
    yield* deliver(fullResponse(status, "not well\n"));
    yield* finish();
  },
});
