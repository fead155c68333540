import { z } from "zod";
import {
  cgiHead,
  defineFault,
  deliver,
  fastcgiEnd,
  fastcgiStream,
  fastcgiStreamEnd,
  finish,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-end-in-head",
  summary: "The script dies while it prints the head, and the worker ends the request in order.",
  scope: "request",
  symptom: ({ stdout }) => ({
    kind: "stream-reset",
    detail: stdout === "closed" ? "partial-head-closed" : "partial-head",
  }),
  params: z.strictObject({
    stdout: z
      .enum(["closed", "left-open"])
      .default("closed")
      .describe("Whether an empty STDOUT record comes before END_REQUEST."),
  }),
  variants: { "stdout-closed": { stdout: "closed" }, "end-only": { stdout: "left-open" } },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ stdout }) {
    const { stream } = yield* readHead();
    const head = fastcgiStream("stdout", cgiHead("200 OK").slice(0, -4), stream);
    const closed = stdout === "closed" ? fastcgiStreamEnd("stdout", stream) : "";
    yield* deliver(head + closed + fastcgiEnd(stream));
    yield* finish();
  },
});
