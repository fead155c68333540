import { z } from "zod";
import {
  closeFrame,
  defineFault,
  deliver,
  finish,
  gapSchema,
  readHead,
  send,
  sleep,
  upgraded,
  webSocketRequest,
} from "@gatecrash/core";

/** Codes that RFC 6455, section 7.4, and the registry of IANA let a server send. */
function mayBeSent(code: number): boolean {
  const defined = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
  return defined || (code >= 3000 && code <= 4999);
}

export default defineFault({
  id: "close-code",
  summary: "Opens a WebSocket and closes it at once, with a code that says why.",
  scope: "request",
  symptom: ({ code }) =>
    mayBeSent(code)
      ? { kind: "tunnel-ended", detail: "closed", status: 101 }
      : { kind: "invalid-message", detail: "close-code", status: 101 },
  params: z.strictObject({
    code: z
      .int()
      .min(0)
      .max(65_535)
      .default(1011)
      .describe("Code in the close frame; 1011: an unexpected condition in the server."),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "1001-going-away": { code: 1001 },
    "1002-protocol-error": { code: 1002 },
    "1005-never-sent": { code: 1005 },
    "1006-never-sent": { code: 1006 },
    "1008-policy": { code: 1008 },
    "1009-too-big": { code: 1009 },
    "1011-server-error": { code: 1011 },
    "1012-restart": { code: 1012 },
    "1013-try-later": { code: 1013 },
    "999-undefined": { code: 999 },
    "4000-private": { code: 4000 },
  },
  request: webSocketRequest,
  *script({ code, gap_ms }) {
    yield* send(upgraded(yield* readHead()));
    yield* sleep(gap_ms);
    yield* deliver(closeFrame(code, "over"));
    yield* finish();
  },
});
