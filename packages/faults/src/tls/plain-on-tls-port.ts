import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readClientHello,
  silence,
} from "@gatecrash/core";

export default defineFault({
  id: "plain-on-tls-port",
  summary: "The proxy starts TLS, but the server does not speak it.",
  scope: "connection",
  symptom: ({ server }) =>
    server === "waits" ? { kind: "tls-silent" } : { kind: "tls-failed", detail: `plain-${server}` },
  params: z.strictObject({
    server: z
      .enum(["answers", "speaks-first", "waits"])
      .default("answers")
      .describe("It answers 400, greets before it is asked, or waits for the end of the head."),
  }),
  variants: {
    answers: { server: "answers" },
    "speaks-first": { server: "speaks-first" },
    waits: { server: "waits" },
  },
  setting: { topology: { tls: { verify: false, sni: true } } },
  protocols: "any",
  below_tls: true,
  *script({ server }) {
    if (server === "speaks-first") yield* deliver("220 mail.upstream.test ESMTP\r\n");
    yield* readClientHello();
    if (server === "waits") yield* silence();
    if (server === "answers") yield* deliver(fullResponse(400, "no HTTP"));
    yield* finish();
  },
});
