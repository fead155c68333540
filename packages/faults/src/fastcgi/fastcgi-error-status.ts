import { z } from "zod";
import { cgiAnswer, defineFault, deliver, fastcgiAnswer, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-error-status",
  summary: "The script itself answers with an error.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "error-status", status }),
  params: z.strictObject({
    status: z.int().min(400).max(599).default(500).describe("The status in the answer's head."),
  }),
  variants: { "404": { status: 404 }, "500": { status: 500 }, "503": { status: 503 } },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ status }) {
    const { stream } = yield* readHead();
    yield* deliver(fastcgiAnswer(cgiAnswer("hello\n", { Status: status }), stream));
    yield* finish();
  },
});
