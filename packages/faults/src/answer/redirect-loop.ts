import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "redirect-loop",
  summary: "Redirects to the address that was asked for, so that a browser goes round in circles.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "healthy", status: Number(status) }),
  params: z.strictObject({
    status: z.enum(["301", "302", "307", "308"]).default("302").describe("Which redirect."),
  }),
  variants: { 302: { status: "302" }, 308: { status: "308" } },
  *script({ status }) {
    const { path } = yield* readHead();
    yield* deliver(fullResponse(Number(status), "", { location: path }));
    yield* finish();
  },
});
