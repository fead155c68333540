import { z } from "zod";
import { defineFault, deliverApart, greet, http2, silence } from "@gatecrash/core";

const { flags } = http2;
const orders = [
  "data-before-headers",
  "continuation-alone",
  "headers-interrupted",
  "continuation-in-body",
  "data-after-end",
  "headers-after-end",
] as const;

/** What comes before, apart from it, and the frames that are out of order with what follows. */
function frames(order: (typeof orders)[number], stream: number): [before: string, fault: string] {
  const answer = http2.answer(stream);
  const block = http2.fieldBlock([[":status", 200]]);
  const continuation = http2.frame("continuation", block, { stream, flags: flags.end_headers });
  const begun = http2.answerHead(stream, 6) + http2.data("hel", { stream });
  switch (order) {
    case "data-before-headers":
      return ["", http2.data("hello\n", { stream }) + answer];
    case "continuation-alone":
      return ["", continuation + answer];
    case "headers-interrupted": {
      const ping = http2.frame("ping", "\0".repeat(8));
      return ["", http2.frame("headers", block, { stream }) + ping + continuation];
    }
    case "continuation-in-body":
      return [begun, continuation + http2.data("lo\n", { stream, end: true })];
    case "data-after-end":
      return ["", answer + http2.data("more\n", { stream, end: true })];
    case "headers-after-end":
      return ["", answer + answer];
  }
}

export default defineFault({
  id: "h2-wrong-order",
  summary: "Sends good frames in an order that HTTP/2 does not allow.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ order }) => ({ kind: "invalid-frame", detail: order }),
  params: z.strictObject({
    order: z.enum(orders).default("continuation-alone").describe("What is out of order."),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait in the body before, in ms."),
  }),
  variants: Object.fromEntries(orders.map((order) => [order, { order }])),
  setting: { topology: { protocol: "h2" } },

  *script({ order, gap_ms }) {
    const stream = yield* greet();
    const [before, fault] = frames(order, stream);
    yield* deliverApart(before, before === "" ? 0 : gap_ms, fault);
    yield* silence();
  },
});
