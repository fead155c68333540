import { z } from "zod";
import {
  cgiHead,
  defineFault,
  end,
  endedInBody,
  endingSchema,
  endingVariants,
  fastcgiStream,
  gapSchema,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-cut-body",
  summary: "Sends a part of a body whose length was not announced, and leaves.",
  scope: "request",
  symptom: ({ ending }) => endedInBody(ending, "unannounced"),
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    sent_bytes: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(20_000)
      .describe("Bytes of the body that are sent."),
    gap_ms: gapSchema.default(100),
  }),
  variants: endingVariants,
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ ending, sent_bytes, gap_ms }) {
    const { stream } = yield* readHead();
    yield* send(fastcgiStream("stdout", cgiHead("200 OK") + "x".repeat(sent_bytes), stream));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
