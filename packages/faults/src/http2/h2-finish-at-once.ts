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
  id: "h2-finish-at-once",
  summary: "Answers well and completely, and closes the connection with the last frame.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ greets, gap_ms }) => ({
    kind: "healthy",
    detail: gap_ms > 0 ? "h2-then-fin" : `h2-fin-at-once-${greets}`,
  }),
  params: z.strictObject({
    protocol: z.enum(["h2", "grpc"]).default("h2").describe("What the proxy speaks."),
    greets: z
      .enum(["early", "late"])
      .default("early")
      .describe("When its SETTINGS come: at once, or with the answer."),
    gap_ms: z.int().min(0).max(10_000).default(0).describe("Wait before the FIN, in ms."),
  }),
  variants: {
    "h2-early": {},
    "h2-late": { greets: "late" },
    "h2-gap": { gap_ms: 100 },
    "grpc-early": { protocol: "grpc" },
    "grpc-late": { protocol: "grpc", greets: "late" },
    "grpc-gap": { protocol: "grpc", gap_ms: 100 },
  },
  setting: ({ protocol }) => ({
    topology: { protocol },
    requests: [protocol === "h2" ? {} : grpc.call],
  }),

  *script({ protocol, greets, gap_ms }) {
    const { answer } = protocol === "h2" ? http2 : grpc;
    if (greets === "late") {
      // A peer that waits for SETTINGS leaves before it asks.
      yield* delivered();
      const stream = yield* readStream();
      yield* deliver(http2.settings() + http2.settingsAck() + answer(stream));
    } else {
      yield* deliver(answer(yield* greet()));
    }
    yield* sleep(gap_ms);
    yield* finish();
  },
});
