import { z } from "zod";
import {
  cgiHead,
  defineFault,
  deliver,
  end,
  endedInBody,
  endingSchema,
  fastcgiEnd,
  fastcgiStream,
  fastcgiStreamEnd,
  finish,
  gapSchema,
  readHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-short-body",
  summary: "Announces 100 bytes and sends 5.",
  scope: "request",
  symptom: ({ ended, ending }) =>
    ended === "torn"
      ? endedInBody(ending, "fastcgi-length")
      : { kind: "body-cut-short", detail: `fastcgi-${ended}` },
  params: z.strictObject({
    ended: z
      .enum(["end-request", "stdout-closed", "torn"])
      .default("end-request")
      .describe("With END_REQUEST, with an empty STDOUT before it, or the connection just ends."),
    ending: endingSchema.default("fin"),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "end-request": { ended: "end-request" },
    "stdout-closed": { ended: "stdout-closed" },
    fin: { ended: "torn", ending: "fin" },
    rst: { ended: "torn", ending: "rst" },
    silence: { ended: "torn", ending: "silence" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ ended, ending, gap_ms }) {
    const { stream } = yield* readHead();
    const head = cgiHead("200 OK", { "Content-Length": 100 });
    yield* deliver(fastcgiStream("stdout", `${head}hello`, stream));
    yield* sleep(gap_ms);
    if (ended === "torn") {
      yield* end(ending);
    } else {
      const closed = ended === "stdout-closed" ? fastcgiStreamEnd("stdout", stream) : "";
      yield* send(closed + fastcgiEnd(stream));
      yield* finish();
    }
  },
});
