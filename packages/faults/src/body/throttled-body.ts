import { z } from "zod";
import {
  defineFault,
  delivered,
  finish,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

/** Pieces in each second. */
const pieces = 20;

export default defineFault({
  id: "throttled-body",
  summary: "Sends the body slowly but steadily: longer in all than a proxy waits for one read.",
  scope: "request",
  symptom: { kind: "healthy" },
  params: z.strictObject({
    bytes_per_second: z
      .int()
      .min(100)
      .max(1_000_000)
      .default(20_000)
      .describe("Bytes that are sent in each second, in pieces of 50 ms."),
    duration_ms: z.int().min(50).max(60_000).default(800).describe("Time for the body, in ms."),
  }),
  *script({ bytes_per_second, duration_ms }) {
    const piece = "x".repeat(Math.ceil(bytes_per_second / pieces));
    const count = Math.max(1, Math.round((duration_ms * pieces) / 1_000));
    yield* readHead();
    yield* send(responseHead(200, { "content-length": piece.length * count }));
    yield* delivered();
    for (let sent = 0; sent < count; sent += 1) {
      yield* sleep(duration_ms / count);
      yield* send(piece);
    }
    yield* finish();
  },
});
