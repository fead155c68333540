import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "error-status",
  summary: "Answers with an error of its own.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "error-status", status }),
  params: z.strictObject({
    status: z.int().min(400).max(599).default(500).describe("Status of the answer."),
  }),
  variants: {
    500: { status: 500 },
    502: { status: 502 },
    503: { status: 503 },
    504: { status: 504 },
    429: { status: 429 },
    403: { status: 403 },
  },
  *script({ status }) {
    yield* readHead();
    yield* deliver(fullResponse(status, `the upstream itself says ${status}\n`));
    yield* finish();
  },
});
