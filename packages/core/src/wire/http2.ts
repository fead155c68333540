import { fieldBlock } from "./hpack.ts";
import type { Field } from "./hpack.ts";

/**
 * Frames of HTTP/2 (RFC 9113) as latin1 text, one character a byte. Nothing is checked: a length may
 * lie, a stream may be one that was never opened, a payload may be of the wrong size.
 */

export * from "./hpack.ts";

/** What a client sends before its first frame. */
export const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

export const frameTypes = {
  data: 0x0,
  headers: 0x1,
  priority: 0x2,
  rst_stream: 0x3,
  settings: 0x4,
  push_promise: 0x5,
  ping: 0x6,
  goaway: 0x7,
  window_update: 0x8,
  continuation: 0x9,
  /** No type has this number. */
  unknown: 0x2a,
} as const;

export type FrameType = keyof typeof frameTypes;

/** END_STREAM and ACK are the same bit, on different frames. */
export const flags = {
  ack: 0x1,
  end_stream: 0x1,
  end_headers: 0x4,
  padded: 0x8,
  priority: 0x20,
} as const;

/** RFC 9113, section 7. */
export const errorCodes = {
  no_error: 0x0,
  protocol_error: 0x1,
  internal_error: 0x2,
  flow_control_error: 0x3,
  settings_timeout: 0x4,
  stream_closed: 0x5,
  frame_size_error: 0x6,
  refused_stream: 0x7,
  cancel: 0x8,
  compression_error: 0x9,
  connect_error: 0xa,
  enhance_your_calm: 0xb,
  inadequate_security: 0xc,
  http_1_1_required: 0xd,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** RFC 9113, section 6.5.2. */
export const settingIds = {
  header_table_size: 0x1,
  enable_push: 0x2,
  max_concurrent_streams: 0x3,
  initial_window_size: 0x4,
  max_frame_size: 0x5,
  max_header_list_size: 0x6,
} as const;

export type SettingId = keyof typeof settingIds;

/** A peer that has not said otherwise takes no frame with a longer payload, in bytes. */
export const max_frame_bytes = 16_384;

/** The window of a stream and of a connection that nobody has opened further, in bytes. */
export const initial_window_bytes = 65_535;

export interface FrameOptions {
  /** The bits of `flags`. Default: none. */
  flags?: number;
  /** Default: 0, the connection. */
  stream?: number;
  /** What the frame says of its payload's length, in bytes. Default: the truth. */
  length_bytes?: number;
}

/** Any frame: a head of nine bytes and the payload. */
export function frame(type: FrameType, payload = "", options: FrameOptions = {}): string {
  const { flags: bits = 0, stream = 0, length_bytes = payload.length } = options;
  const head = unsigned(length_bytes, 3) + unsigned(frameTypes[type], 1) + unsigned(bits, 1);
  return head + unsigned(stream, 4) + payload;
}

/** Big-endian, in so many bytes. */
export function unsigned(value: number, bytes: number): string {
  return Array.from({ length: bytes }, (_, index) =>
    String.fromCharCode(Math.floor(value / 256 ** (bytes - 1 - index)) % 256),
  ).join("");
}

export function settings(values: Partial<Record<SettingId, number>> = {}): string {
  const entries = Object.entries(values) as [SettingId, number][];
  return frame("settings", entries.map(([id, value]) => setting(settingIds[id], value)).join(""));
}

/** One entry of a SETTINGS frame. */
export function setting(id: number, value: number): string {
  return unsigned(id, 2) + unsigned(value, 4);
}

export function settingsAck(): string {
  return frame("settings", "", { flags: flags.ack });
}

export interface StreamOptions {
  stream: number;
  /** END_STREAM: nothing more comes on this stream. Default: false. */
  end?: boolean;
}

/** A whole header section in one HEADERS frame; fields, or a field block as it is. */
export function headers(
  fields: readonly Field[] | string,
  { stream, end = false }: StreamOptions,
): string {
  const block = typeof fields === "string" ? fields : fieldBlock(fields);
  return frame("headers", block, {
    stream,
    flags: flags.end_headers | (end ? flags.end_stream : 0),
  });
}

export function data(payload: string, { stream, end = false }: StreamOptions): string {
  return frame("data", payload, { stream, flags: end ? flags.end_stream : 0 });
}

export function rstStream(stream: number, code: ErrorCode): string {
  return frame("rst_stream", unsigned(errorCodes[code], 4), { stream });
}

/** `last_stream`: the highest stream that was or will be served. */
export function goaway(last_stream: number, code: ErrorCode, debug = ""): string {
  return frame("goaway", unsigned(last_stream, 4) + unsigned(errorCodes[code], 4) + debug);
}

export function windowUpdate(increment_bytes: number, stream = 0): string {
  return frame("window_update", unsigned(increment_bytes, 4), { stream });
}

/** The payload of a frame with the flag `padded`: the pad's length (which may lie), and the pad. */
export function padded(payload: string, pad_bytes: number, said_bytes = pad_bytes): string {
  return unsigned(said_bytes, 1) + payload + "\0".repeat(pad_bytes);
}

/** A complete answer with a length. */
export function answer(stream: number, body = "hello\n", status = 200): string {
  return answerHead(stream, body.length, status) + data(body, { stream, end: true });
}

/** The head of a well-formed answer; its body follows. */
export function answerHead(stream: number, length_bytes?: number, status = 200): string {
  const length = length_bytes === undefined ? [] : [["content-length", length_bytes] as const];
  return headers([[":status", status], ["content-type", "text/plain"], ...length], { stream });
}
