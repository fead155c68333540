import { z } from "zod";
import { defineFault, deliver, greet, http2, silence } from "@gatecrash/core";

/** `:status: 200` of the static table. */
const ok = http2.indexed(8);

const blocks = {
  "index-zero": ok + http2.indexed(0),
  "index-unknown": ok + http2.indexed(http2.static_table_max + 1),
  "index-many-bytes": ok + http2.indexed(100_000),
  "name-index-unknown": ok + http2.integer(200, 4) + http2.text("value"),
  "table-too-large": http2.tableSize(65_536) + ok,
  "table-size-late": ok + http2.tableSize(0),
  "name-empty": ok + http2.literal(["", "value"]),
  "name-too-long": `${ok}\0${http2.text("x", { length_bytes: 100_000_000 })}`,
  "value-too-long": `${ok}\0${http2.text("x-a")}${http2.text("x", { length_bytes: 100_000_000 })}`,
  "integer-without-end": `${ok}\xff${"\xff".repeat(10)}\x7f`,
  "huffman-invalid": `${ok}\0${http2.text("x-a")}${http2.text("\xff\xff\xff\xff", { huffman: true })}`,
  "cut-in-field": ok + http2.literal(["x-a", "value"]).slice(0, -2),
} as const;

const names = Object.keys(blocks) as [keyof typeof blocks, ...(keyof typeof blocks)[]];

export default defineFault({
  id: "h2-bad-hpack",
  summary: "Answers with a field block that does not decode (HPACK).",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ block }) => ({ kind: "invalid-frame", detail: `hpack-${block}` }),
  params: z.strictObject({
    block: z.enum(names).default("index-unknown").describe("What is wrong with the field block."),
  }),
  variants: Object.fromEntries(names.map((block) => [block, { block }])),
  setting: { topology: { protocol: "h2" } },

  *script({ block }) {
    const stream = yield* greet();
    const answer =
      http2.headers(blocks[block], { stream }) + http2.data("hi", { stream, end: true });
    yield* deliver(answer);
    yield* silence();
  },
});
