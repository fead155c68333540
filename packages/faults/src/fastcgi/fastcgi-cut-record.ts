import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  end,
  endedBeforeHead,
  endedInBody,
  endingSchema,
  fastcgiStream,
  gapSchema,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-cut-record",
  summary: "Stops in the middle of a record.",
  scope: "request",
  symptom: ({ place, ending }) =>
    place === "body" ? endedInBody(ending, "record") : endedBeforeHead(ending, `record-${place}`),
  params: z.strictObject({
    place: z
      .enum(["header", "head", "body"])
      .default("head")
      .describe("Where: in the record's own header, in the answer's head, or in its body."),
    ending: endingSchema.default("fin"),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "header-fin": { place: "header", ending: "fin" },
    "header-rst": { place: "header", ending: "rst" },
    "header-silence": { place: "header", ending: "silence" },
    "head-fin": { place: "head", ending: "fin" },
    "head-rst": { place: "head", ending: "rst" },
    "head-silence": { place: "head", ending: "silence" },
    "body-fin": { place: "body", ending: "fin" },
    "body-rst": { place: "body", ending: "rst" },
    "body-silence": { place: "body", ending: "silence" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ place, ending, gap_ms }) {
    const { stream } = yield* readHead();
    const record = fastcgiStream("stdout", cgiAnswer("x".repeat(100)), stream);
    const bytes = { header: 5, head: 20, body: record.length - 50 };
    yield* send(record.slice(0, bytes[place]));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
