import { z } from "zod";
import { defineFault, deliver, greet, http2, silence } from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const { flags, frame } = http2;

/** What is sent again and again. */
const frames = {
  settings: () => http2.settings(),
  ping: () => frame("ping", "\0".repeat(8)),
  "window-update": () => http2.windowUpdate(1),
  priority: (stream: number) => frame("priority", `${http2.unsigned(0, 4)}\x10`, { stream }),
  unknown: () => frame("unknown"),
  "rst-stream": (stream: number) => http2.rstStream(stream, "cancel"),
  "empty-data": (stream: number) => http2.data("", { stream }),
  continuation: (stream: number) => frame("continuation", "", { stream }),
} as const;

type Name = keyof typeof frames;
const names = Object.keys(frames) as [Name, ...Name[]];

/** Fewer are no flood: they fit into the smallest buffer of a proxy, and under its limits. */
const flood_count = 1_000;

function symptom(name: Name, count: number): Symptom {
  if (name === "rst-stream") return { kind: "stream-reset", detail: "before-head-cancel" };
  if (count <= flood_count) return { kind: "healthy" };
  return { kind: "healthy", detail: `h2-${name}-flood` };
}

/** A good answer, with the flood where its frames may stand. */
function flooded(name: Name, count: number, stream: number): string {
  const flood = frames[name](stream).repeat(count);
  if (name === "empty-data") {
    return http2.answerHead(stream, 6) + flood + http2.data("hello\n", { stream, end: true });
  }
  if (name !== "continuation") return flood + http2.answer(stream);
  const block = http2.fieldBlock([[":status", 200]]);
  const last = frame("continuation", "", { stream, flags: flags.end_headers });
  const head = frame("headers", block, { stream }) + flood + last;
  return head + http2.data("hello\n", { stream, end: true });
}

export default defineFault({
  id: "h2-flood",
  summary:
    "Sends thousands of small frames, each allowed, with a good answer after or around them.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ frame: name, count }) => symptom(name, count),
  params: z.strictObject({
    frame: z.enum(names).default("ping").describe("What is sent again and again."),
    count: z.int().min(1).max(20_000).default(3_000).describe("How often."),
  }),
  variants: Object.fromEntries(names.map((name) => [name, { frame: name }])),
  setting: { topology: { protocol: "h2" } },

  *script({ frame: name, count }) {
    const stream = yield* greet();
    yield* deliver(flooded(name, count, stream));
    yield* silence();
  },
});
