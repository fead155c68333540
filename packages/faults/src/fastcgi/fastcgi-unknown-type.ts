import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  deliver,
  fastcgiAnswer,
  fastcgiRecord,
  finish,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-unknown-type",
  summary: "Before a good answer comes a record of a type that no responder sends.",
  scope: "request",
  symptom: ({ type }) => ({ kind: "invalid-frame", detail: detailOf(type) }),
  params: z.strictObject({
    type: z.int().min(0).max(255).default(99).describe("Type in the record's header."),
  }),
  variants: { "unknown-99": { type: 99 }, stdin: { type: 5 }, "get-values-result": { type: 10 } },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ type }) {
    const { stream: request_id = 1 } = yield* readHead();
    const record = fastcgiRecord({ type, content: "hello", request_id });
    yield* deliver(record + fastcgiAnswer(cgiAnswer("hello\n"), request_id));
    yield* finish();
  },
});

/** Types that there are but not here: those of a request, and those that manage a connection. */
function detailOf(type: number): string {
  if (type > 11) return "unknown-type";
  return type > 8 ? "managing-type" : "request-type";
}
