import { z } from "zod";
import {
  chunk,
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  responseHead,
} from "@gatecrash/core";

export default defineFault({
  id: "error-status",
  summary: "Answers with an error of its own.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "error-status", status }),
  params: z.strictObject({
    status: z.int().min(400).max(599).default(500).describe("Status of the answer."),
    framing: z
      .enum(["length", "chunked", "close", "empty"])
      .default("length")
      .describe("How the head says where the body ends; close: with the connection; empty: none."),
  }),
  variants: {
    400: { status: 400 },
    404: { status: 404 },
    500: { status: 500 },
    501: { status: 501 },
    502: { status: 502 },
    503: { status: 503 },
    504: { status: 504 },
    429: { status: 429 },
    403: { status: 403 },
    "500-chunked": { status: 500, framing: "chunked" },
    "500-close": { status: 500, framing: "close" },
    "500-empty": { status: 500, framing: "empty" },
  },
  *script({ status, framing }) {
    const body = `the upstream itself says ${status}\n`;
    const answer = {
      length: fullResponse(status, body),
      chunked: `${responseHead(status, { "transfer-encoding": "chunked" })}${chunk(body)}0\r\n\r\n`,
      close: responseHead(status, { connection: "close" }) + body,
      empty: fullResponse(status, ""),
    };
    yield* readHead();
    yield* deliver(answer[framing]);
    yield* finish();
  },
});
