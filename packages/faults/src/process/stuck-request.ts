import { z } from "zod";
import { defaultTopology, defineFault, readHead, silence } from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const stuck: Symptom = { kind: "silent-before-head" };
const waits: Symptom = { kind: "busy" };
const full: Symptom = { kind: "busy", detail: "queue-full" };

export default defineFault({
  id: "stuck-request",
  summary: "One request hangs and has the server's only place: those behind it wait in the proxy.",
  scope: "request",
  symptom: ({ queue }) => (queue === "full" ? full : waits),
  params: z.strictObject({
    queue: z
      .enum(["open", "full"])
      .default("open")
      .describe("Whether the proxy's queue has a place for the last request."),
  }),
  variants: { "in-queue": { queue: "open" }, "queue-full": { queue: "full" } },
  setting: ({ queue }) => {
    const behind = queue === "full" ? [waits, full] : [waits];
    return {
      topology: {
        requests_max: 1,
        queue_max: queue === "full" ? 1 : 0,
        // It hangs for longer than the others wait.
        timeouts: { ...defaultTopology.timeouts, read_ms: 1_500 },
      },
      requests: [
        { path: "/stuck" },
        ...behind.map((_, index) => ({
          path: `/behind/${index + 1}`,
          beside: "in-order" as const,
        })),
      ],
      symptoms: [stuck, ...behind],
    };
  },
  *script() {
    yield* readHead();
    yield* silence();
  },
});
