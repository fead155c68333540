import { z } from "zod";
import {
  defineFault,
  deliverApart,
  end,
  endedBeforeHead,
  endingSchema,
  fastcgiEnd,
  fastcgiStream,
  finish,
  gapSchema,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-stderr-only",
  summary: "The script prints an error to STDERR and nothing to STDOUT.",
  scope: "request",
  symptom: ({ ended, ending, gap_ms }) =>
    ended === "in-order"
      ? { kind: "stream-reset", detail: gap_ms === 0 ? "stderr-only" : "stderr-only-apart" }
      : endedBeforeHead(ending, "stderr"),
  params: z.strictObject({
    ended: z
      .enum(["in-order", "torn"])
      .default("in-order")
      .describe("With END_REQUEST, or the connection just ends."),
    ending: endingSchema.default("fin"),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "end-request": { ended: "in-order", gap_ms: 0 },
    "end-request-apart": { ended: "in-order" },
    fin: { ended: "torn", ending: "fin" },
    rst: { ended: "torn", ending: "rst" },
    silence: { ended: "torn", ending: "silence" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ ended, ending, gap_ms }) {
    const { stream } = yield* readHead();
    const text = "PHP message: PHP Fatal error:  Uncaught Error: hello in index.php:3";
    const error = fastcgiStream("stderr", text, stream);
    yield* deliverApart(error, gap_ms, ended === "in-order" ? fastcgiEnd(stream) : "");
    yield* ended === "in-order" ? finish() : end(ending);
  },
});
