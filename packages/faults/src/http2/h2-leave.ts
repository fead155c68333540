import { z } from "zod";
import {
  defineFault,
  end,
  endedBeforeHead,
  endedInBody,
  endingSchema,
  greet,
  http2,
  readBody,
  send,
  sleep,
} from "@gatecrash/core";
import type { Ending } from "@gatecrash/core";

const phases = ["preface", "settings", "request", "headers", "data"] as const;
const endings = ["fin", "rst", "silence"] as const satisfies readonly Ending[];

export default defineFault({
  id: "h2-leave",
  summary: "Leaves an HTTP/2 connection in one of its phases, at the end of a frame.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ phase, ending }) =>
    phase === "headers" || phase === "data"
      ? endedInBody(ending, "h2")
      : endedBeforeHead(ending, `h2-after-${phase}`),
  params: z.strictObject({
    phase: z.enum(phases).default("request").describe("The last thing that happened before."),
    ending: endingSchema.default("fin"),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait before it leaves, in ms."),
  }),
  variants: Object.fromEntries(
    phases.flatMap((phase) => endings.map((ending) => [`${phase}-${ending}`, { phase, ending }])),
  ),
  setting: { topology: { protocol: "h2" } },

  *script({ phase, ending, gap_ms }) {
    if (phase === "preface") yield* readBody(http2.preface.length);
    else if (phase === "settings") yield* send(http2.settings());
    else {
      const stream = yield* greet();
      if (phase !== "request") yield* send(http2.answerHead(stream, 100));
      if (phase === "data") yield* send(http2.data("x".repeat(50), { stream }));
    }
    // An RST makes the peer's kernel drop what was not yet read.
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
