import { z } from "zod";
import {
  defineFault,
  deliver,
  delivered,
  finish,
  greet,
  grpc,
  http2,
  readStream,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "grpc-finish-at-once",
  summary: "Answers well and completely, and closes the connection with the last frame.",
  scope: "connection",
  protocols: ["grpc"],
  symptom: ({ greets, gap_ms }) => ({
    kind: "healthy",
    detail: gap_ms > 0 ? "grpc-then-fin" : `grpc-fin-at-once-${greets}`,
  }),
  params: z.strictObject({
    greets: z
      .enum(["early", "late"])
      .default("early")
      .describe("When its SETTINGS come: at once, or with the answer."),
    gap_ms: z.int().min(0).max(10_000).default(0).describe("Wait before the FIN, in ms."),
  }),
  variants: { early: {}, late: { greets: "late" }, gap: { gap_ms: 100 } },
  setting: { topology: { protocol: "grpc" }, requests: [grpc.call] },

  *script({ greets, gap_ms }) {
    if (greets === "late") {
      // A peer that waits for SETTINGS leaves before it asks.
      yield* delivered();
      const stream = yield* readStream();
      yield* deliver(http2.settings() + http2.settingsAck() + grpc.answer(stream));
    } else {
      yield* deliver(grpc.answer(yield* greet()));
    }
    yield* sleep(gap_ms);
    yield* finish();
  },
});
