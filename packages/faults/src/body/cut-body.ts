import { z } from "zod";
import {
  defineFault,
  end,
  endedInBody,
  endingSchema,
  gapSchema,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "cut-body",
  summary: "Sends a part of the body and leaves.",
  scope: "request",
  symptom: ({ framing, ending }) => endedInBody(ending, framing),
  params: z.strictObject({
    framing: z
      .enum(["length", "chunked", "close"])
      .default("length")
      .describe("How the head says where the body ends; close: with the connection."),
    ending: endingSchema.default("fin"),
    sent_bytes: z.int().min(1).max(65_536).default(64).describe("Bytes of the body that are sent."),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "length-fin": { framing: "length", ending: "fin" },
    "length-rst": { framing: "length", ending: "rst" },
    "length-silence": { framing: "length", ending: "silence" },
    "chunked-fin": { framing: "chunked", ending: "fin" },
    "chunked-rst": { framing: "chunked", ending: "rst" },
    "chunked-silence": { framing: "chunked", ending: "silence" },
    "close-fin": { framing: "close", ending: "fin" },
    "close-rst": { framing: "close", ending: "rst" },
    "close-silence": { framing: "close", ending: "silence" },
  },
  *script({ framing, ending, sent_bytes, gap_ms }) {
    const whole = sent_bytes * 2;
    const head = {
      length: responseHead(200, { "content-length": whole }),
      chunked: `${responseHead(200, { "transfer-encoding": "chunked" })}${whole.toString(16)}\r\n`,
      close: responseHead(200, { connection: "close" }),
    };
    yield* readHead();
    yield* send(head[framing] + "x".repeat(sent_bytes));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
