import { z } from "zod";
import {
  defineFault,
  endedBeforeHead,
  endedInBody,
  finish,
  finishRaw,
  gapSchema,
  readHead,
  reset,
  responseHead,
  send,
  silence,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "leave-under-tls",
  summary:
    "Leaves inside TLS: with its proper end (close_notify), with FIN alone, with RST, silently.",
  scope: "request",
  symptom: ({ after, ending }) => {
    if (after === "request") return endedBeforeHead(ending === "close-notify" ? "fin" : ending);
    if (after === "part-up-to-close" && ending === "fin")
      return { kind: "body-cut-short", detail: "close-without-close-notify" };
    const framing = { "part-of-length": "length", "part-of-chunks": "chunked" } as const;
    const where = after === "part-up-to-close" ? "close" : framing[after];
    return endedInBody(ending === "close-notify" ? "fin" : ending, where);
  },
  params: z.strictObject({
    after: z
      .enum(["request", "part-of-length", "part-of-chunks", "part-up-to-close"])
      .default("part-of-length")
      .describe("What comes before: the request alone, or a head and a part of its body."),
    ending: z
      .enum(["close-notify", "fin", "rst", "silence"])
      .default("fin")
      .describe("How it leaves; fin: without close_notify."),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "request-close-notify": { after: "request", ending: "close-notify" },
    "request-fin": { after: "request", ending: "fin" },
    "request-rst": { after: "request", ending: "rst" },
    "request-silence": { after: "request", ending: "silence" },
    "length-close-notify": { after: "part-of-length", ending: "close-notify" },
    "length-fin": { after: "part-of-length", ending: "fin" },
    "length-rst": { after: "part-of-length", ending: "rst" },
    "length-silence": { after: "part-of-length", ending: "silence" },
    "chunks-close-notify": { after: "part-of-chunks", ending: "close-notify" },
    "chunks-fin": { after: "part-of-chunks", ending: "fin" },
    "chunks-rst": { after: "part-of-chunks", ending: "rst" },
    "close-close-notify": { after: "part-up-to-close", ending: "close-notify" },
    "close-fin": { after: "part-up-to-close", ending: "fin" },
    "close-rst": { after: "part-up-to-close", ending: "rst" },
    "close-silence": { after: "part-up-to-close", ending: "silence" },
  },
  setting: { topology: { tls: { verify: true, sni: true } } },
  *script({ after, ending, gap_ms }) {
    const part = "x".repeat(64);
    const answers = {
      request: "",
      "part-of-length": responseHead(200, { "content-length": 128 }) + part,
      "part-of-chunks": `${responseHead(200, { "transfer-encoding": "chunked" })}80\r\n${part}`,
      "part-up-to-close": responseHead(200, { connection: "close" }) + part,
    };
    yield* readHead();
    yield* send(answers[after]);
    yield* sleep(gap_ms);
    if (ending === "close-notify") yield* finish();
    else if (ending === "fin") yield* finishRaw();
    else if (ending === "rst") yield* reset();
    else yield* silence();
  },
});
