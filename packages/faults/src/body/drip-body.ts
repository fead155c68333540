import { z } from "zod";
import {
  defaultTopology,
  defineFault,
  delivered,
  finish,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "drip-body",
  summary: "Sends the body byte by byte, with a wait that is a little too short or too long.",
  scope: "request",
  symptom: ({ every_ms }) =>
    every_ms <= defaultTopology.timeouts.read_ms
      ? { kind: "healthy" }
      : { kind: "body-stalled", detail: "length" },
  params: z.strictObject({
    every_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(700)
      .describe("Time before each byte, in ms: more than the read timeout, or less."),
    body_bytes: z.int().min(1).max(1_000).default(8).describe("Bytes of the body."),
  }),
  variants: { "below-timeout": { every_ms: 100 }, "above-timeout": { every_ms: 700 } },
  *script({ every_ms, body_bytes }) {
    yield* readHead();
    yield* send(responseHead(200, { "content-length": body_bytes }));
    yield* delivered();
    for (let sent = 0; sent < body_bytes; sent += 1) {
      yield* sleep(every_ms);
      yield* send("x");
    }
    yield* finish();
  },
});
