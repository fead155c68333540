import { z } from "zod";
import {
  defaultTopology,
  defineFault,
  processEndParams,
  processEndSymptom,
  processEndVariants,
  untilProcessEnd,
} from "@gatecrash/core";

export default defineFault({
  id: "out-of-memory",
  summary: "The upstream process fills its heap up to the limit (64 MiB) and aborts.",
  scope: "request",
  // Where the limit of a cgroup ends it, that is `oom-kill`.
  symptom: processEndSymptom,
  params: z.strictObject(processEndParams),
  variants: processEndVariants,
  // V8 looks for garbage on all cores before it gives up: it is not done at once, nor beside others.
  exclusive: true,
  setting: { topology: { timeouts: { ...defaultTopology.timeouts, read_ms: 5_000 } } },
  *script(params) {
    yield* untilProcessEnd(params);
    yield { kind: "overflow-heap" };
  },
});
