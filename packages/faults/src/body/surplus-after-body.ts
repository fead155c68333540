import { z } from "zod";
import {
  chunk,
  defineFault,
  deliver,
  finish,
  fullResponse,
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
    framing: z.enum(["length", "chunked"]).default("length").describe("How the body is framed."),
    surplus_bytes: z.int().min(1).max(65_536).default(64).describe("Bytes that are too many."),
  }),
  variants: { length: { framing: "length" }, chunked: { framing: "chunked" } },
  *script({ framing, surplus_bytes }) {
    const chunked = responseHead(200, { "transfer-encoding": "chunked" }) + chunk("hello\n");
    const whole = framing === "length" ? fullResponse(200, "hello\n") : `${chunked}0\r\n\r\n`;
    yield* readHead();
    yield* deliver(whole + "x".repeat(surplus_bytes));
    yield* finish();
  },
});
