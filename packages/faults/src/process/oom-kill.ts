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
  id: "oom-kill",
  summary: "The kernel ends the upstream process: its container has used up its memory (cgroup).",
  scope: "request",
  symptom: processEndSymptom,
  params: z.strictObject(processEndParams),
  variants: processEndVariants,
  needs: ["memory-limit"],
  // Before it gives up the kernel looks for memory to take back, from the agent of the lane, too: beside
  // others it took seconds in place of 0.2, and all lanes were three times as late (measured).
  exclusive: true,
  setting: { topology: { timeouts: { ...defaultTopology.timeouts, read_ms: 5_000 } } },
  *script(params) {
    yield* untilProcessEnd(params);
    yield { kind: "exhaust-memory" };
  },
});
