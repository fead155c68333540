import { z } from "zod";
import { defineFault, delivered, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "passing-check",
  summary: "Passes every health check and fails every request: nobody takes the server out.",
  scope: "request",
  symptom: { kind: "closed-before-head" },
  params: z.strictObject({
    check: z
      .enum(["tcp", "tls", "http"])
      .default("http")
      .describe("What the check does: it connects, over TLS too, or it asks."),
  }),
  variants: { tcp: { check: "tcp" }, tls: { check: "tls" }, http: { check: "http" } },
  setting: ({ check }) => ({
    topology: check === "tls" ? { check: "tcp", tls: { verify: false, sni: true } } : { check },
    when: { path: "/" },
    requests: [{ after_ms: 900 }],
  }),
  *script() {
    yield* readHead();
    yield* delivered();
    yield* finish();
  },
});
