import { z } from "zod";
import {
  defineFault,
  deliver,
  end,
  endingSchema,
  keptResponse,
  readHead,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "idle-close",
  summary: "Ends a kept connection after a while in which nobody used it.",
  scope: "request",
  symptom: ({ ending }) =>
    ending === "rst" ? { kind: "healthy", detail: "then-rst" } : { kind: "healthy" },
  params: z.strictObject({
    ending: endingSchema.exclude(["silence"]).default("fin").describe("How it ends: FIN or RST."),
    idle_ms: z.int().min(0).max(60_000).default(100).describe("Time after the answer, in ms."),
  }),
  variants: { fin: { ending: "fin" }, rst: { ending: "rst" } },
  setting: ({ idle_ms }) => ({
    topology: { keepalive: true },
    requests: [{}, { after_ms: idle_ms + 150 }],
  }),
  *script({ ending, idle_ms }) {
    yield* readHead();
    yield* deliver(keptResponse("hello\n"));
    yield* sleep(idle_ms);
    yield* end(ending);
  },
});
