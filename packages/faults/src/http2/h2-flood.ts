import { z } from "zod";
import { defineFault, deliver, gapSchema, greet, http2, silence, sleep } from "@gatecrash/core";
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

/** What a proxy reads at a time where its buffer for an answer's head is as small as can be. */
const page_bytes = 4_096;
const frame_head_bytes = 9;

/** Frames one after the other, with one of no known type where a page would end within a frame. */
function inPages(all: readonly string[]): string {
  let text = "";
  for (const each of all) {
    const rest = page_bytes - (text.length % page_bytes);
    if (rest !== each.length && rest < each.length + frame_head_bytes) {
      text += frame("unknown", "\0".repeat(rest - frame_head_bytes));
    }
    text += each;
  }
  return text;
}

function symptom(name: Name, count: number, in_pages: boolean): Symptom {
  if (name === "rst-stream") return { kind: "stream-reset", detail: "before-head-cancel" };
  if (count <= flood_count) return { kind: "healthy" };
  return { kind: "healthy", detail: `h2-${name}-flood${in_pages ? "-in-pages" : ""}` };
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
  symptom: ({ frame: name, count, reads }) => symptom(name, count, reads === "whole"),
  params: z.strictObject({
    frame: z.enum(names).default("ping").describe("What is sent again and again."),
    count: z.int().min(1).max(20_000).default(3_000).describe("How often."),
    reads: z
      .enum(["any", "whole"])
      .default("any")
      .describe("Whole: each 4096 bytes end with a frame, and the flood comes after the greeting."),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    ...Object.fromEntries(names.map((name) => [name, { frame: name }])),
    "ping-in-pages": { frame: "ping", count: 1_200, reads: "whole" },
  },
  setting: { topology: { protocol: "h2" } },

  *script({ frame: name, count, reads, gap_ms }) {
    const stream = yield* greet();
    if (reads === "whole") {
      // What came before would move the ends of the pages, were it read together with them.
      yield* sleep(gap_ms);
      const flood = Array.from({ length: count }, () => frames[name](stream));
      yield* deliver(inPages(flood) + http2.answer(stream));
    } else yield* deliver(flooded(name, count, stream));
    yield* silence();
  },
});
