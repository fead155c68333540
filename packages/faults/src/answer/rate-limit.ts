import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

export default defineFault({
  id: "rate-limit",
  summary: "Refuses requests with 429 and says when to come again; in the matrix it recovers.",
  scope: "request",
  symptom: { kind: "error-status", status: 429 },
  params: z.strictObject({
    refused_max: z
      .int()
      .min(1)
      .max(100)
      .default(2)
      .describe("Requests that the matrix has refused before one is answered."),
    retry_after_s: z.int().min(0).max(3_600).default(1).describe("Retry-After, in seconds."),
  }),
  setting: ({ refused_max }) => ({
    when: { first: refused_max },
    requests: Array.from({ length: refused_max + 1 }, () => ({})),
  }),
  *script({ retry_after_s }) {
    yield* readHead();
    const fields = { "retry-after": retry_after_s, "ratelimit-remaining": 0 };
    yield* deliver(fullResponse(429, "too many requests\n", fields));
    yield* finish();
  },
});
