import { z } from "zod";
import { defineFault, deliver, greet, http2, silence } from "@gatecrash/core";
import type { Field } from "@gatecrash/core";

const { flags, frame, max_frame_bytes } = http2;

/** A header section in HEADERS and as many CONTINUATION frames as it takes. */
function section(block: string, stream: number): string {
  const count = Math.max(1, Math.ceil(block.length / max_frame_bytes));
  return Array.from({ length: count }, (_, index) =>
    frame(
      index === 0 ? "headers" : "continuation",
      block.slice(index * max_frame_bytes, (index + 1) * max_frame_bytes),
      { stream, flags: index === count - 1 ? flags.end_headers : 0 },
    ),
  ).join("");
}

/** Measured: 4 KiB are too much for nginx, one frame or 100 fields for HAProxy. */
function sizeOf(fields: number, bytes: number): string {
  if (bytes > max_frame_bytes) return "over-one-frame";
  if (bytes > 4_096) return "over-4-kib";
  return fields > 100 ? "over-100-fields" : "small";
}

export default defineFault({
  id: "h2-oversized-head",
  summary: "Answers in HTTP/2 with more header than a proxy's buffer holds.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ fields, value_bytes }) => ({
    kind: "oversized-head",
    detail: `h2-${sizeOf(fields, fields * value_bytes)}`,
  }),
  params: z.strictObject({
    fields: z.int().min(1).max(2_000).default(1).describe("How many fields."),
    value_bytes: z.int().min(0).max(60_000).default(15_000).describe("Bytes of each one's value."),
  }),
  variants: {
    "6-kib": { value_bytes: 6_000 },
    "15-kib": {},
    "60-kib": { fields: 4 },
    "many-fields": { fields: 200, value_bytes: 1 },
  },
  setting: { topology: { protocol: "h2" } },

  *script({ fields, value_bytes }) {
    const stream = yield* greet();
    const large = Array.from({ length: fields }, (_, index): Field => [
      `x-large-${index}`,
      "x".repeat(value_bytes),
    ]);
    const block = http2.fieldBlock([[":status", 200], ...large]);
    yield* deliver(section(block, stream) + http2.data("hello\n", { stream, end: true }));
    yield* silence();
  },
});
