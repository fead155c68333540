import { z } from "zod";
import { defineFault, deliver, finish, keptResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "keep-alive-lie",
  summary: "Keep-Alive promises that the connection will be kept, and it is closed at once.",
  scope: "request",
  symptom: { kind: "healthy" },
  params: z.strictObject({
    promised_s: z.int().min(1).max(3_600).default(60).describe("Seconds that are promised."),
  }),
  setting: { topology: { keepalive: true }, requests: [{}, { after_ms: 150 }] },
  *script({ promised_s }) {
    yield* readHead();
    yield* deliver(keptResponse("hello\n", { "keep-alive": `timeout=${promised_s}, max=100` }));
    yield* finish();
  },
});
