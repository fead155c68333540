import { z } from "zod";
import { defineFault, readHead } from "@gatecrash/core";

export default defineFault({
  id: "crash",
  summary: "The upstream process exits while it works on the request.",
  scope: "request",
  // The request was read, so the kernel closes with FIN; with unread bytes it would be RST.
  symptom: { kind: "closed-before-head" },
  params: z.strictObject({
    exit_code: z.int().min(0).max(255).default(1).describe("Exit code of the process."),
  }),
  *script({ exit_code }) {
    yield* readHead();
    yield { kind: "exit", code: exit_code };
  },
});
