import { z } from "zod";
import { cgiAnswer, defineFault, deliver, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "scgi-oversized-head",
  summary: "One field of the answer's head is larger than the buffer of a proxy.",
  scope: "request",
  symptom: ({ value_bytes }) => ({
    kind: "oversized-head",
    detail: value_bytes > 16_384 ? "over-16-kib" : "over-4-kib",
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
  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script({ value_bytes }) {
    yield* readHead();
    const answer = cgiAnswer("hello\n", { "Set-Cookie": "x".repeat(value_bytes) });
    yield* deliver(answer);
    yield* finish();
  },
});
