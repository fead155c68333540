import { z } from "zod";
import { defineFault, deliver, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "garbage",
  summary: "Answers with random bytes that are no HTTP at all.",
  scope: "request",
  symptom: { kind: "not-http", detail: "garbage" },
  params: z.strictObject({
    length_bytes: z.int().min(1).max(65_536).default(256).describe("Bytes that are sent."),
  }),
  *script({ length_bytes }, random) {
    yield* readHead();
    const bytes = Array.from({ length: length_bytes - 1 }, () => random.int(0, 255));
    // 0x80 starts neither a status line nor a TLS record.
    yield* deliver(String.fromCharCode(0x80, ...bytes));
    yield* finish();
  },
});
