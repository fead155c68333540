import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  gapSchema,
  opcodes,
  readHead,
  send,
  sleep,
  upgraded,
  webSocketFrame,
  webSocketRequest,
} from "@gatecrash/core";

/** Frames that RFC 6455 forbids a server to send, by what is wrong with them. */
const frames = {
  "bad-opcode": webSocketFrame(3, "data"),
  "bad-control-opcode": webSocketFrame(11, "data"),
  "reserved-bit": webSocketFrame(opcodes.text, "data", { reserved: 4 }),
  masked: webSocketFrame(opcodes.text, "data", { mask: "\x01\x02\x03\x04" }),
  "fragmented-control": webSocketFrame(opcodes.ping, "data", { final: false }),
  "long-control": webSocketFrame(opcodes.ping, "x".repeat(126)),
  "lone-continuation": webSocketFrame(opcodes.continuation, "data"),
  "interrupted-message":
    webSocketFrame(opcodes.text, "da", { final: false }) + webSocketFrame(opcodes.text, "ta"),
  "length-overflow": "\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xffdata",
  "length-not-minimal": "\x81\x7e\x00\x04data",
  "not-utf-8": webSocketFrame(opcodes.text, "\xc3\x28"),
  "one-byte-close": webSocketFrame(opcodes.close, "\x03"),
  "not-a-frame": "HTTP/1.1 200 OK\r\n\r\n",
};

type Flaw = keyof typeof frames;

const flaws = Object.keys(frames) as [Flaw, ...Flaw[]];

export default defineFault({
  id: "bad-message",
  summary: "Opens a WebSocket and sends a frame that breaks its rules.",
  scope: "request",
  symptom: ({ flaw }) => ({ kind: "invalid-message", detail: flaw, status: 101 }),
  params: z.strictObject({
    flaw: z.enum(flaws).default("bad-opcode").describe("What is wrong with the frame."),
    gap_ms: gapSchema.default(100),
  }),
  variants: Object.fromEntries(flaws.map((flaw) => [flaw, { flaw }])),
  request: webSocketRequest,
  *script({ flaw, gap_ms }) {
    yield* send(upgraded(yield* readHead()));
    yield* sleep(gap_ms);
    yield* deliver(frames[flaw]);
    yield* sleep(gap_ms);
    yield* finish();
  },
});
