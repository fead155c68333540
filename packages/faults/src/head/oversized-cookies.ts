import { z } from "zod";
import { defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "oversized-cookies",
  summary: "Each cookie is small enough, but all together are larger than the buffer of a proxy.",
  scope: "request",
  symptom: (params) => ({
    kind: "oversized-head",
    detail: headOf(params).length > 16_384 ? "over-16-kib" : "over-4-kib",
  }),
  params: z.strictObject({
    cookies: z.int().min(5).max(90).default(20).describe("How many cookies are set."),
    value_bytes: z.int().min(1_000).max(4_096).default(1_000).describe("Size of each value."),
  }),
  variants: {
    "8-kib": { cookies: 8, value_bytes: 1_000 },
    "20-kib": { cookies: 20, value_bytes: 1_000 },
    "320-kib": { cookies: 80, value_bytes: 4_096 },
  },
  *script(params) {
    yield* readHead();
    yield* deliver(`${headOf(params)}hello\n`);
    yield* finish();
  },
});

function headOf({ cookies, value_bytes }: { cookies: number; value_bytes: number }): string {
  const fields = Array.from({ length: cookies }, (_, index) => {
    return ["set-cookie", `session${index}=${"x".repeat(value_bytes)}`] as const;
  });
  return responseHead(200, [["content-length", 6], ["connection", "close"], ...fields]);
}
