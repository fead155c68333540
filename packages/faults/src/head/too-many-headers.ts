import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "too-many-headers",
  summary: "The head is small, but has more fields than a proxy takes.",
  scope: "request",
  symptom: { kind: "oversized-head", detail: "over-100-fields" },
  params: z.strictObject({
    // 350 such fields still fit into 4 KiB: it is their number that is too great.
    fields_max: z.int().min(101).max(350).default(200).describe("Fields besides the usual ones."),
  }),
  *script({ fields_max }) {
    yield* readHead();
    const fields = Array.from({ length: fields_max }, (_, index) => [`x-${index}`, 1] as const);
    yield* deliver(fullResponse(200, "hello\n", Object.fromEntries(fields)));
    yield* finish();
  },
});
