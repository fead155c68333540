import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "leading-blank-line",
  summary: "Blank lines stand before the status line.",
  scope: "request",
  symptom: { kind: "not-http", detail: "leading-blank-line" },
  params: z.strictObject({
    lines: z.int().min(1).max(1_000).default(1).describe("How many of them."),
  }),
  variants: { one: { lines: 1 }, many: { lines: 100 } },
  *script({ lines }) {
    yield* readHead();
    yield* deliver("\r\n".repeat(lines) + fullResponse(200, "hello\n"));
    yield* finish();
  },
});
