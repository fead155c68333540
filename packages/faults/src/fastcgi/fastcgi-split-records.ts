import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  deliver,
  fastcgiEnd,
  fastcgiStream,
  fastcgiStreamEnd,
  finish,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-split-records",
  summary: "A good answer in many small records, head and body alike.",
  scope: "request",
  symptom: { kind: "healthy", detail: "fastcgi-split" },
  params: z.strictObject({
    record_bytes: z.int().min(1).max(65_535).default(1).describe("Bytes of content in a record."),
  }),

  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ record_bytes }) {
    const { stream } = yield* readHead();
    const answer = cgiAnswer("hello\n");
    let records = "";
    for (let at = 0; at < answer.length; at += record_bytes) {
      records += fastcgiStream("stdout", answer.slice(at, at + record_bytes), stream);
    }
    yield* deliver(records + fastcgiStreamEnd("stdout", stream) + fastcgiEnd(stream));
    yield* finish();
  },
});
