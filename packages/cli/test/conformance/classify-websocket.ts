import { createHash } from "node:crypto";
import type { WireView } from "@gatecrash/core";

/** What the wire shows after a request for a WebSocket, by RFC 6455: a symptom's name. */
export function classifyWebSocket({ bytes, ended }: WireView, key: string): string {
  const end = bytes.indexOf("\r\n\r\n");
  const [line = "", ...lines] = bytes.slice(0, end).split("\r\n");
  if (end < 0 || !line.startsWith("HTTP/1.1 101 ")) return "upgrade-refused";
  const flaw = headFlaw(new Map(lines.map(readField)), key);
  if (flaw !== undefined) return `invalid-upgrade/${flaw}`;
  return tunnel(Buffer.from(bytes.slice(end + 4), "latin1"), ended);
}

function readField(line: string): [string, string] {
  const [name = "", ...rest] = line.split(":");
  return [name.toLowerCase(), rest.join(":").trim()];
}

/** Section 4.1, what a client must check. */
function headFlaw(fields: ReadonlyMap<string, string>, key: string): string | undefined {
  const protocol = fields.get("upgrade")?.toLowerCase();
  if (protocol === undefined) return "missing-upgrade";
  if (protocol !== "websocket") return "other-protocol";
  if (fields.get("connection")?.toLowerCase() !== "upgrade") return "missing-connection";
  const accept = fields.get("sec-websocket-accept");
  if (accept === undefined) return "missing-accept";
  const hash = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  if (accept !== hash.digest("base64")) return "wrong-accept";
  if (fields.has("sec-websocket-protocol")) return "unasked-subprotocol";
  return fields.has("sec-websocket-extensions") ? "unasked-extension" : undefined;
}

interface Frame {
  opcode: number;
  final: boolean;
  payload: Buffer;
  end: number;
}

function tunnel(bytes: Buffer, ended: WireView["ended"]): string {
  let at = 0;
  let in_message = false;
  while (at < bytes.length) {
    const read = readFrame(bytes, at);
    if (read === "cut") return left(ended, true);
    const flaw = typeof read === "string" ? read : orderFlaw(read, in_message);
    if (flaw !== undefined) return `invalid-message/${flaw}`;
    if (typeof read === "string") continue;
    if (read.opcode === 8) return ended === "fin" ? "tunnel-ended/closed" : left(ended, false);
    if (read.opcode < 8) in_message = !read.final;
    at = read.end;
  }
  return left(ended, in_message);
}

function left(ended: WireView["ended"], in_message: boolean): string {
  if (ended === "silence") return in_message ? "tunnel-stalled/in-message" : "tunnel-stalled";
  return `tunnel-ended/${in_message ? "in-message-" : ""}${ended}`;
}

/** Section 5.2; a name of what is wrong, `cut` for a frame that is not whole. */
function readFrame(bytes: Buffer, at: number): Frame | string {
  if (bytes.length < at + 2) return "cut";
  const first = bytes.readUInt8(at);
  const second = bytes.readUInt8(at + 1);
  const opcode = first & 15;
  const final = first >= 0x80;
  // What an answer in HTTP/1 begins with: 0x48.
  if (bytes.toString("latin1", at, at + 5) === "HTTP/") return "not-a-frame";
  if ((first & 0x70) !== 0) return "reserved-bit";
  if (opcode > 10) return "bad-control-opcode";
  if (opcode > 2 && opcode < 8) return "bad-opcode";
  if (second >= 0x80) return "masked";
  if (opcode >= 8 && !final) return "fragmented-control";
  if (opcode >= 8 && second > 125) return "long-control";
  const field = { 126: 2, 127: 8 }[second] ?? 0;
  if (bytes.length < at + 2 + field) return "cut";
  if (field === 8 && bytes.readUInt8(at + 2) >= 0x80) return "length-overflow";
  const length =
    field === 0 ? second : bytes.readUIntBE(at + (field === 2 ? 2 : 4), field === 2 ? 2 : 6);
  if ((field === 2 && length < 126) || (field === 8 && length < 65_536))
    return "length-not-minimal";
  const start = at + 2 + field;
  if (bytes.length < start + length) return "cut";
  return { opcode, final, payload: bytes.subarray(start, start + length), end: start + length };
}

/** Sections 5.4, 5.5.1, 7.4 and 8.1: what a frame alone does not show, or its payload does. */
function orderFlaw({ opcode, final, payload }: Frame, in_message: boolean): string | undefined {
  if (opcode === 0 && !in_message) return "lone-continuation";
  if ((opcode === 1 || opcode === 2) && in_message) return "interrupted-message";
  if (opcode === 1 && final && !isUtf8(payload)) return "not-utf-8";
  if (opcode !== 8 || payload.length === 0) return undefined;
  if (payload.length === 1) return "one-byte-close";
  const code = payload.readUInt16BE(0);
  const assigned = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
  return assigned.includes(code) || (code >= 3000 && code < 5000) ? undefined : "close-code";
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
