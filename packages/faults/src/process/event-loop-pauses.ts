import { z } from "zod";
import {
  defaultTopology,
  defineFault,
  deliver,
  endedBeforeHead,
  endedInBody,
  finish,
  readHead,
  responseHead,
  send,
} from "@gatecrash/core";

const schema = z.strictObject({
  pause_ms: z.int().min(1).max(60_000).default(80).describe("Length of the first pause, in ms."),
  pauses: z.int().min(1).max(100).default(4).describe("Pauses in the course of one answer."),
  growth_percent: z
    .int()
    .min(100)
    .max(1_000)
    .default(100)
    .describe("Each pause as a part of the one before; more than 100: the heap fills up."),
});

function pausesOf({ pause_ms, pauses, growth_percent }: z.infer<typeof schema>): number[] {
  return Array.from({ length: pauses }, (_, at) =>
    Math.min(600_000, Math.round(pause_ms * (growth_percent / 100) ** at)),
  );
}

export default defineFault({
  id: "event-loop-pauses",
  summary: "The event loop stops again and again, as by garbage collection under memory pressure.",
  scope: "request",
  symptom: (params) => {
    const { read_ms } = defaultTopology.timeouts;
    const late = pausesOf(params).findIndex((ms) => ms > read_ms);
    if (late < 0) return { kind: "healthy" };
    return late === 0 ? endedBeforeHead("silence") : endedInBody("silence", "length");
  },
  params: schema,
  variants: {
    even: {},
    growing: { pause_ms: 70, growth_percent: 300, pauses: 3 },
    "too-long": { pause_ms: 700, pauses: 1 },
  },
  *script(params) {
    const [first = 0, ...others] = pausesOf(params);
    yield* readHead();
    yield { kind: "block", ms: first };
    const piece = "piece\n";
    const length = piece.length * (others.length + 1);
    yield* send(responseHead(200, { "content-length": length, connection: "close" }) + piece);
    for (const ms of others) {
      yield { kind: "block", ms };
      yield* deliver(piece);
    }
    yield* finish();
  },
});
