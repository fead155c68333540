import { z } from "zod";
import {
  defineFault,
  processEndParams,
  processEndSymptom,
  processEndVariants,
  untilProcessEnd,
} from "@gatecrash/core";

export default defineFault({
  id: "kill",
  summary: "The upstream process is killed (SIGKILL), as the kernel does when memory runs out.",
  scope: "request",
  symptom: processEndSymptom,
  params: z.strictObject(processEndParams),
  variants: processEndVariants,
  *script(params) {
    yield* untilProcessEnd(params);
    yield { kind: "kill" };
  },
});
