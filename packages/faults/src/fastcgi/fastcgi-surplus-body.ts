import { z } from "zod";
import { cgiAnswer, defineFault, deliver, fastcgiAnswer, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-surplus-body",
  summary: "More comes than Content-Length says.",
  scope: "request",
  symptom: { kind: "surplus-bytes", detail: "cgi" },
  params: z.strictObject({
    surplus_bytes: z.int().min(1).max(60_000).default(64).describe("Bytes that are too many."),
  }),

  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ surplus_bytes }) {
    const { stream } = yield* readHead();
    yield* deliver(fastcgiAnswer(cgiAnswer("hello\n") + "x".repeat(surplus_bytes), stream));
    yield* finish();
  },
});
