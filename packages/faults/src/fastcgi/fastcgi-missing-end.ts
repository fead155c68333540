import { z } from "zod";
import {
  cgiAnswer,
  cgiHead,
  defineFault,
  deliver,
  end,
  endedInBody,
  endingSchema,
  fastcgiStream,
  gapSchema,
  readHead,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-missing-end",
  summary: "Sends the whole answer, but no END_REQUEST.",
  scope: "request",
  symptom: ({ length, ending }) =>
    endedInBody(ending, length === "announced" ? "whole-body" : "unannounced"),
  params: z.strictObject({
    length: z
      .enum(["announced", "none"])
      .default("announced")
      .describe("Whether the head has a Content-Length."),
    ending: endingSchema.default("fin"),
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
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ length, ending, gap_ms }) {
    const { stream } = yield* readHead();
    const answer = length === "announced" ? cgiAnswer("hello\n") : `${cgiHead("200 OK")}hello\n`;
    yield* deliver(fastcgiStream("stdout", answer, stream));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
