import { z } from "zod";
import {
  defineFault,
  processEndParams,
  processEndSymptom,
  processEndVariants,
  untilProcessEnd,
} from "@gatecrash/core";

export default defineFault({
  id: "crash",
  summary: "The upstream process exits while it works on the request, as by an uncaught exception.",
  scope: "request",
  symptom: processEndSymptom,
  params: z.strictObject({
    exit_code: z.int().min(0).max(255).default(1).describe("Exit code of the process."),
    ...processEndParams,
  }),
  variants: processEndVariants,
  *script({ exit_code, ...before }) {
    yield* untilProcessEnd(before);
    yield { kind: "exit", code: exit_code };
  },
});
