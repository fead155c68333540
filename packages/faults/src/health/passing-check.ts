import { z } from "zod";
import { defineFault, delivered, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "passing-check",
  summary: "Passes every health check and fails every request: nobody takes the server out.",
  scope: "request",
  symptom: { kind: "closed-before-head" },
  params: z.strictObject({
    check: z.enum(["tcp", "http"]).default("http").describe("What the check does."),
  }),
  variants: { tcp: { check: "tcp" }, http: { check: "http" } },
  setting: ({ check }) => ({
    topology: { check },
    when: { path: "/" },
    requests: [{ after_ms: 600 }],
  }),
  *script() {
    yield* readHead();
    yield* delivered();
    yield* finish();
  },
});
