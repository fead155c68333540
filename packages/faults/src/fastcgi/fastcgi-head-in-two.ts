import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  deliverApart,
  fastcgiAnswer,
  fastcgiStream,
  finish,
  gapSchema,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-head-in-two",
  summary: "A good answer, but its head comes in two parts, one a little after the other.",
  scope: "request",
  symptom: { kind: "healthy", detail: "fastcgi-head-in-two" },
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ gap_ms }) {
    const { stream } = yield* readHead();
    const answer = cgiAnswer("hello\n");
    const first = fastcgiStream("stdout", answer.slice(0, 30), stream);
    yield* deliverApart(first, gap_ms, fastcgiAnswer(answer.slice(30), stream));
    yield* finish();
  },
});
