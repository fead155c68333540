import { z } from "zod";
import {
  answeredAfter,
  cgiAnswer,
  defineFault,
  delivered,
  fastcgiAnswer,
  finish,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-slow-worker",
  summary: "The script takes its time, then answers well.",
  scope: "request",
  symptom: ({ after_ms }) => answeredAfter(after_ms),
  params: z.strictObject({
    after_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(800)
      .describe("Time from the request to the answer, in ms."),
  }),
  variants: { "200-ms": { after_ms: 200 }, "800-ms": { after_ms: 800 } },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ after_ms }) {
    const { stream } = yield* readHead();
    yield* delivered();
    yield* sleep(after_ms);
    yield* send(fastcgiAnswer(cgiAnswer("hello\n"), stream));
    yield* finish();
  },
});
