import { z } from "zod";
import { defineFault, deliver, end, endingSchema, fastcgiEnd, readHead } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-refused-request",
  summary: "Answers with END_REQUEST that says why the request is not taken.",
  scope: "request",
  symptom: ({ status, ending }) => ({
    kind: "stream-reset",
    detail: ending === "silence" ? `${status}-kept` : status,
  }),
  params: z.strictObject({
    status: z
      .enum(["overloaded", "cant-mpx-conn", "unknown-role"])
      .default("overloaded")
      .describe("The status of the protocol in END_REQUEST."),
    ending: endingSchema.default("fin"),
  }),
  variants: {
    overloaded: { status: "overloaded" },
    "overloaded-kept": { status: "overloaded", ending: "silence" },
    "cant-mpx-conn": { status: "cant-mpx-conn" },
    "unknown-role": { status: "unknown-role" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ status, ending }) {
    const { stream } = yield* readHead();
    yield* deliver(fastcgiEnd(stream, { status }));
    yield* end(ending);
  },
});
