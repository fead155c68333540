import { z } from "zod";
import { defineFault, deliver, finish, readHead } from "@gatecrash/core";

/** SETTINGS with SETTINGS_MAX_CONCURRENT_STREAMS = 100 (RFC 9113, section 6.5). */
const settings = "\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64";

/** GOAWAY with PROTOCOL_ERROR: what a server says to a preface that is not one (section 3.4). */
const goaway = "\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01";

const first = { preface: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", settings: "" };

export default defineFault({
  id: "http-2-answer",
  summary: "The port speaks HTTP/2: a request in HTTP/1 is answered with frames.",
  scope: "request",
  symptom: { kind: "not-http", detail: "http-2" },
  params: z.strictObject({
    bytes: z
      .enum(["preface", "settings"])
      .default("settings")
      .describe("What comes first: the preface of a client, as an echo gives it, or a frame."),
  }),
  variants: { settings: { bytes: "settings" }, preface: { bytes: "preface" } },
  *script({ bytes }) {
    yield* readHead();
    yield* deliver(first[bytes] + settings + goaway);
    yield* finish();
  },
});
