import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "oversized-header",
  summary: "One header field is larger than the buffer of a proxy.",
  scope: "request",
  symptom: ({ value_bytes }) => ({
    kind: "oversized-head",
    detail: large(value_bytes).length > 16_384 + "hello\n".length ? "over-16-kib" : "over-4-kib",
  }),
  params: z.strictObject({
    value_bytes: z
      .int()
      .min(4_096)
      .max(262_144)
      .default(32_768)
      .describe("Size of the field's value."),
  }),
  variants: { "8-kib": { value_bytes: 8_192 }, "32-kib": { value_bytes: 32_768 } },
  *script({ value_bytes }) {
    yield* readHead();
    yield* deliver(large(value_bytes));
    yield* finish();
  },
});

function large(value_bytes: number): string {
  return fullResponse(200, "hello\n", { "set-cookie": "x".repeat(value_bytes) });
}
