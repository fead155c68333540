import { z } from "zod";
import { defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "unknown-coding",
  summary: "Transfer-Encoding names a coding that nobody asked for.",
  scope: "request",
  symptom: { kind: "ambiguous-length", detail: "unknown-coding" },
  params: z.strictObject({
    coding: z
      .enum(["gzip", "identity", "rot13"])
      .default("gzip")
      .describe("Its name; the body is sent as it is."),
  }),
  variants: { gzip: { coding: "gzip" }, identity: { coding: "identity" } },
  *script({ coding }) {
    yield* readHead();
    yield* deliver(responseHead(200, { "transfer-encoding": coding }) + "hello\n");
    yield* finish();
  },
});
