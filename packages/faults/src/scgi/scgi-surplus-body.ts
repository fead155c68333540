import { z } from "zod";
import { cgiAnswer, defineFault, deliver, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "scgi-surplus-body",
  summary: "More comes than Content-Length says.",
  scope: "request",
  symptom: { kind: "surplus-bytes", detail: "cgi" },
  params: z.strictObject({
    surplus_bytes: z.int().min(1).max(60_000).default(64).describe("Bytes that are too many."),
  }),

  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script({ surplus_bytes }) {
    yield* readHead();
    yield* deliver(cgiAnswer("hello\n") + "x".repeat(surplus_bytes));
    yield* finish();
  },
});
