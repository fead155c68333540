import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  deliver,
  end,
  endedInBody,
  endingSchema,
  endingVariants,
  fastcgiStream,
  gapSchema,
  readHead,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-kept-without-end",
  summary: "The proxy wants to keep the connection, and the answer has no END_REQUEST.",
  scope: "request",
  symptom: ({ ending }) => endedInBody(ending, "kept-without-end"),
  params: z.strictObject({
    ending: endingSchema.default("silence"),
    gap_ms: gapSchema.default(100),
  }),
  variants: endingVariants,
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi", keepalive: true } },
  *script({ ending, gap_ms }) {
    const { stream } = yield* readHead();
    yield* deliver(fastcgiStream("stdout", cgiAnswer("hello\n"), stream));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
