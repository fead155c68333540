import { z } from "zod";
import { cgiAnswer, defineFault, deliver, fastcgiAnswer, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-wrong-request-id",
  summary: "A good answer to a request that nobody made.",
  scope: "request",
  symptom: ({ apart }) => ({
    kind: "invalid-frame",
    detail: apart > 255 ? "request-id-high" : "request-id-low",
  }),
  params: z.strictObject({
    apart: z
      .int()
      .min(1)
      .max(65_000)
      .default(1)
      .describe("How far the answer's request id is from the request's own."),
  }),
  variants: { "low-byte": { apart: 1 }, "high-byte": { apart: 256 } },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ apart }) {
    const { stream: request_id = 1 } = yield* readHead();
    yield* deliver(fastcgiAnswer(cgiAnswer("hello\n"), (request_id + apart) % 65_536));
    yield* finish();
  },
});
