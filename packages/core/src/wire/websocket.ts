import type { RequestSpec } from "../request.ts";
import { responseHead } from "../script.ts";
import type { RequestHead } from "../script.ts";
import { sha1 } from "./sha1.ts";

/** Builds the server's side of WebSocket (RFC 6455). Bytes are latin1 text, one character each. */

/** The request that asks for a WebSocket; its key is the sample of RFC 6455, section 1.3. */
export const webSocketRequest: Pick<RequestSpec, "path" | "headers"> = {
  path: "/ws",
  headers: {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  },
};

/** What `sec-websocket-accept` must say to a key (section 4.2.2). */
export function webSocketAccept(key: string): string {
  return btoa(sha1(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`));
}

/** The fields of the 101 that takes a request for a WebSocket. */
export function upgradeFields({ headers }: RequestHead): Record<string, string> {
  return {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-accept": webSocketAccept(headers["sec-websocket-key"] ?? ""),
  };
}

/** The 101 that takes a request for a WebSocket. */
export function upgraded(head: RequestHead): string {
  return responseHead(101, upgradeFields(head));
}

/** What a frame says of itself in its first four bits and the four after them (section 5.2). */
export const opcodes = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

export interface FrameOptions {
  /** Default: the last frame of its message. */
  final?: boolean;
  /** The three bits that mean nothing without an extension, as a number from 0 to 7. */
  reserved?: number;
  /** Four bytes; a server must not mask. */
  mask?: string;
  /** May lie about the payload. */
  length?: number;
}

/** A frame as a server sends it; what is given may break the rules. */
export function webSocketFrame(
  opcode: number,
  payload: string,
  { final = true, reserved = 0, mask, length = payload.length }: FrameOptions = {},
): string {
  const first = (final ? 0x80 : 0) | ((reserved & 7) << 4) | (opcode & 15);
  const masked = mask === undefined ? 0 : 0x80;
  const body = mask === undefined ? payload : mask + maskedWith(mask, payload);
  return byte(first) + lengthField(length, masked) + body;
}

/** 7 bits, or 126 and two bytes, or 127 and eight. */
function lengthField(length: number, masked: number): string {
  if (length < 126) return byte(masked | length);
  if (length < 65_536) return byte(masked | 126) + byte(length >> 8) + byte(length & 255);
  const bytes = [56n, 48n, 40n, 32n, 24n, 16n, 8n, 0n].map((by) =>
    byte(Number((BigInt(length) >> by) & 255n)),
  );
  return byte(masked | 127) + bytes.join("");
}

function maskedWith(mask: string, payload: string): string {
  return Array.from(payload, (each, at) => byte(each.charCodeAt(0) ^ mask.charCodeAt(at % 4))).join(
    "",
  );
}

/** A frame that closes, with a code and a reason (section 7.4); without a code it has no payload. */
export function closeFrame(code?: number, reason = ""): string {
  const payload = code === undefined ? "" : byte(code >> 8) + byte(code & 255) + reason;
  return webSocketFrame(opcodes.close, payload);
}

const byte = (value: number) => String.fromCharCode(value & 255);
