import { z } from "zod";
import {
  cgiHead,
  defineFault,
  end,
  endedInBody,
  endingSchema,
  gapSchema,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "scgi-cut-body",
  summary: "Sends a part of the body and leaves.",
  scope: "request",
  symptom: ({ length, ending }) => endedInBody(ending, length === "announced" ? "length" : "close"),
  params: z.strictObject({
    length: z
      .enum(["announced", "none"])
      .default("announced")
      .describe("Whether the head has a Content-Length."),
    ending: endingSchema.default("fin"),
    sent_bytes: z.int().min(1).max(65_536).default(64).describe("Bytes of the body that are sent."),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "announced-fin": { length: "announced", ending: "fin" },
    "announced-rst": { length: "announced", ending: "rst" },
    "announced-silence": { length: "announced", ending: "silence" },
    "none-fin": { length: "none", ending: "fin" },
    "none-rst": { length: "none", ending: "rst" },
    "none-silence": { length: "none", ending: "silence" },
  },
  protocols: ["scgi"],
  setting: { topology: { protocol: "scgi" } },
  *script({ length, ending, sent_bytes, gap_ms }) {
    yield* readHead();
    const fields = { "Content-Length": sent_bytes * 2 };
    const head = cgiHead("200 OK", length === "announced" ? fields : {});
    yield* send(head + "x".repeat(sent_bytes));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
