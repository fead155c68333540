import { z } from "zod";
import { defineFault, deliver, fastcgiEnd, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-refused-request",
  summary: "Answers with END_REQUEST that says why the request is not taken.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "stream-reset", detail: status }),
  params: z.strictObject({
    status: z
      .enum(["overloaded", "cant-mpx-conn", "unknown-role"])
      .default("overloaded")
      .describe("The status of the protocol in END_REQUEST."),
  }),
  variants: {
    overloaded: { status: "overloaded" },
    "cant-mpx-conn": { status: "cant-mpx-conn" },
    "unknown-role": { status: "unknown-role" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ status }) {
    const { stream } = yield* readHead();
    yield* deliver(fastcgiEnd(stream, { status }));
    yield* finish();
  },
});
