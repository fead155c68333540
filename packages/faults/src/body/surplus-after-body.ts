import { z } from "zod";
import {
  chunk,
  defineFault,
  deliver,
  deliverApart,
  finish,
  fullResponse,
  gapSchema,
  readHead,
  responseHead,
} from "@gatecrash/core";

export default defineFault({
  id: "surplus-after-body",
  summary: "Sends more bytes after a complete answer.",
  scope: "request",
  symptom: ({ framing }) => ({
    kind: "surplus-bytes",
    detail: framing === "length" ? "after-length" : "after-last-chunk",
  }),
  params: z.strictObject({
    framing: z
      .enum(["length", "chunked", "trailers"])
      .default("length")
      .describe("How the body is framed; trailers: in chunks, and a trailer field follows."),
    gap_ms: gapSchema.default(100).describe("Time between the trailer field and its end, in ms."),
    surplus_bytes: z.int().min(1).max(65_536).default(64).describe("Bytes that are too many."),
  }),
  variants: {
    length: { framing: "length" },
    chunked: { framing: "chunked" },
    trailers: { framing: "trailers" },
  },
  *script({ framing, gap_ms, surplus_bytes }) {
    const chunked = responseHead(200, { "transfer-encoding": "chunked" }) + chunk("hello\n");
    const surplus = "x".repeat(surplus_bytes);
    yield* readHead();
    if (framing === "length") yield* deliver(fullResponse(200, "hello\n") + surplus);
    else if (framing === "chunked") yield* deliver(`${chunked}0\r\n\r\n${surplus}`);
    else yield* deliverApart(`${chunked}0\r\nX-Trailer: 1\r\n`, gap_ms, `\r\n${surplus}`);
    yield* finish();
  },
});
