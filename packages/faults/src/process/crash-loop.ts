import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

/** When the process is gone for certain, and when it is back for certain. */
const margin_ms = 300;

export default defineFault({
  id: "crash-loop",
  summary: "The upstream process crashes after each answer, and is started again after a delay.",
  scope: "request",
  // What shows is the time in which nobody listens.
  symptom: { kind: "refused" },
  params: z.strictObject({
    restart_ms: z
      .int()
      .min(2 * margin_ms)
      .max(600_000)
      .default(1_000)
      .describe("Time from its end until it is started again, in ms."),
    exit_code: z.int().min(0).max(255).default(1).describe("Exit code of the process."),
  }),
  setting: ({ restart_ms }) => ({
    requests: [
      {},
      { after_ms: margin_ms },
      { after_ms: restart_ms + margin_ms },
      { after_ms: margin_ms },
    ],
    shows_in: [2, 4],
  }),
  *script({ restart_ms, exit_code }) {
    yield* readHead();
    yield* deliver(fullResponse(200, "the last answer of this process\n"));
    yield* finish();
    yield { kind: "exit", code: exit_code, restart_ms };
  },
});
