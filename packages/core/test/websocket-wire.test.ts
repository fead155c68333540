import { createHash } from "node:crypto";
import t from "tap";
import { closeFrame, opcodes, webSocketAccept, webSocketFrame } from "@gatecrash/core";
import { sha1 } from "../src/wire/sha1.ts";

t.test("SHA-1 as node has it, around the size of a block", async (t) => {
  for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1_000]) {
    const text = Array.from({ length }, (_, at) => String.fromCharCode((at * 37) & 255)).join("");
    const hex = Buffer.from(sha1(text), "latin1").toString("hex");
    t.equal(hex, createHash("sha1").update(text, "latin1").digest("hex"), `${length} bytes`);
  }
});

t.test("the sample of RFC 6455, section 1.3", async (t) => {
  t.equal(webSocketAccept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});

t.test("frames, as the examples of RFC 6455, section 5.7", async (t) => {
  const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");
  t.equal(hex(webSocketFrame(opcodes.text, "Hello")), "810548656c6c6f");
  const mask = "\x37\xfa\x21\x3d";
  t.equal(hex(webSocketFrame(opcodes.text, "Hello", { mask })), "818537fa213d7f9f4d5158");
  t.equal(hex(webSocketFrame(opcodes.text, "Hel", { final: false })), "010348656c");
  t.equal(hex(webSocketFrame(opcodes.continuation, "lo")), "80026c6f");
  t.equal(hex(webSocketFrame(opcodes.binary, "x".repeat(256)).slice(0, 4)), "827e0100");
  const large = webSocketFrame(opcodes.binary, "", { length: 65_536 });
  t.equal(hex(large), "827f0000000000010000");
  t.equal(hex(webSocketFrame(opcodes.text, "", { reserved: 4 })), "c100");
  t.equal(hex(closeFrame(1011, "no")), "880403f36e6f");
  t.equal(hex(closeFrame()), "8800");
});
