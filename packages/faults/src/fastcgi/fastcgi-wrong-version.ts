import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  deliver,
  fastcgiEnd,
  fastcgiRecord,
  finish,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-wrong-version",
  summary: "A record names a version of FastCGI that there is not.",
  scope: "request",
  symptom: { kind: "invalid-frame", detail: "version" },
  params: z.strictObject({
    version: z.int().min(0).max(255).default(2).describe("Version in the record's header."),
  }),
  variants: { "version-0": { version: 0 }, "version-2": { version: 2 } },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ version }) {
    const { stream: request_id = 1 } = yield* readHead();
    const content = cgiAnswer("hello\n");
    const record = fastcgiRecord({ type: "stdout", content, version, request_id });
    yield* deliver(record + fastcgiEnd(request_id));
    yield* finish();
  },
});
