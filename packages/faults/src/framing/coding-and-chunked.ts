import { z } from "zod";
import { chunk, defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "coding-and-chunked",
  summary: "Transfer-Encoding names another coding besides chunked, before or after it.",
  scope: "request",
  symptom: ({ order }) => ({
    kind: "ambiguous-length",
    detail: order === "chunked-last" ? "coding-and-chunked" : "chunked-not-last",
  }),
  params: z.strictObject({
    order: z
      .enum(["chunked-last", "chunked-first"])
      .default("chunked-last")
      .describe("Chunked must be the last; the body is sent in chunks and not compressed."),
  }),
  variants: {
    "chunked-last": { order: "chunked-last" },
    "chunked-first": { order: "chunked-first" },
  },
  *script({ order }) {
    yield* readHead();
    const codings = order === "chunked-last" ? "gzip, chunked" : "chunked, gzip";
    const head = responseHead(200, { "transfer-encoding": codings });
    yield* deliver(head + chunk("hello\n") + "0\r\n\r\n");
    yield* finish();
  },
});
