import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "crash-on-start",
  summary: "The upstream process ends as soon as it is started, as with a bad configuration.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({
    exit_code: z.int().min(0).max(255).default(1).describe("Exit code of the process."),
  }),
  *script({ exit_code }) {
    yield { kind: "exit", code: exit_code };
  },
});
