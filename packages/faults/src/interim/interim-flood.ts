import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  responseHead,
} from "@gatecrash/core";

export default defineFault({
  id: "interim-flood",
  summary: "Sends a great many interim answers at once before the final one.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "interim", detail: `${status}-flood` }),
  params: z.strictObject({
    status: z.enum(["100", "103"]).default("100").describe("Status of the interim answers."),
    count: z.int().min(50).max(2_000).default(1_000).describe("How many of them."),
  }),
  variants: { 100: { status: "100" }, 103: { status: "103" } },
  *script({ status, count }) {
    yield* readHead();
    yield* deliver(responseHead(Number(status)).repeat(count) + fullResponse(200, "hello\n"));
    yield* finish();
  },
});
