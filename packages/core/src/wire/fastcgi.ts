import type { CgiVariables } from "./cgi.ts";

/** Record types (FastCGI 1.0, section 8). */
export const fastcgiTypes = {
  "begin-request": 1,
  "abort-request": 2,
  "end-request": 3,
  params: 4,
  stdin: 5,
  stdout: 6,
  stderr: 7,
  data: 8,
  "get-values": 9,
  "get-values-result": 10,
  "unknown-type": 11,
} as const;

/** What END_REQUEST says of the request (FastCGI 1.0, section 5.5). */
export const fastcgiStatuses = {
  complete: 0,
  "cant-mpx-conn": 1,
  overloaded: 2,
  "unknown-role": 3,
} as const;

/** One record. What its header says is true unless it is given. */
export interface FastcgiRecord {
  type: keyof typeof fastcgiTypes | number;
  /** Latin1 text, one character a byte; 65,535 at most. */
  content?: string;
  version?: number;
  request_id?: number;
  /** The length of the content, as the header says it. */
  content_length?: number;
  /** The length of the padding, as the header says it … */
  padding_length?: number;
  /** … and the bytes of padding that really follow. */
  padding_bytes?: number;
}

/** The bytes of a record as latin1 text. */
export function fastcgiRecord(record: FastcgiRecord): string {
  const { type, content = "", version = 1, request_id = 1, padding_length = 0 } = record;
  const { content_length = content.length, padding_bytes = padding_length } = record;
  const number = typeof type === "number" ? type : fastcgiTypes[type];
  const head = [version, number, ...bytesOf(request_id, 2), ...bytesOf(content_length, 2)];
  const header = String.fromCharCode(...head, padding_length & 0xff, 0);
  return header + content + "\0".repeat(padding_bytes);
}

/** What one record can hold, in bytes. */
const content_bytes_max = 65_535;

/** Text in as many records as it takes; the stream is left open. */
export function fastcgiStream(
  type: "params" | "stdin" | "stdout" | "stderr",
  text: string,
  request_id = 1,
): string {
  let records = "";
  for (let at = 0; at < text.length; at += content_bytes_max) {
    const content = text.slice(at, at + content_bytes_max);
    records += fastcgiRecord({ type, content, request_id });
  }
  return records;
}

/** The record that ends a stream: one without content. */
export function fastcgiStreamEnd(type: "params" | "stdin" | "stdout", request_id = 1): string {
  return fastcgiRecord({ type, request_id });
}

/** END_REQUEST with the status of the protocol and that of the application. */
export function fastcgiEnd(
  request_id = 1,
  { status = "complete", app_status = 0 }: FastcgiEnding = {},
): string {
  const content = String.fromCharCode(...bytesOf(app_status, 4), fastcgiStatuses[status], 0, 0, 0);
  return fastcgiRecord({ type: "end-request", content, request_id });
}

export interface FastcgiEnding {
  status?: keyof typeof fastcgiStatuses;
  /** What a CGI program would have exited with. */
  app_status?: number;
}

/** A whole answer: the output, the end of the output, the end of the request. */
export function fastcgiAnswer(text: string, request_id = 1, ending: FastcgiEnding = {}): string {
  return (
    fastcgiStream("stdout", text, request_id) +
    fastcgiStreamEnd("stdout", request_id) +
    fastcgiEnd(request_id, ending)
  );
}

/** A whole request in the role of a responder, as a web server sends it. */
export function fastcgiRequest(
  variables: CgiVariables,
  { request_id = 1, keep = false, body = "" } = {},
): string {
  const begin = String.fromCharCode(0, 1, keep ? 1 : 0, 0, 0, 0, 0, 0);
  const pairs = Object.entries(variables).map(([name, value]) => fastcgiPair(name, value));
  return (
    fastcgiRecord({ type: "begin-request", content: begin, request_id }) +
    fastcgiStream("params", pairs.join(""), request_id) +
    fastcgiStreamEnd("params", request_id) +
    fastcgiStream("stdin", body, request_id) +
    fastcgiStreamEnd("stdin", request_id)
  );
}

function fastcgiPair(name: string, value: string): string {
  return lengthOf(name) + lengthOf(value) + name + value;
}

/** One byte up to 127, else four with the highest bit set. */
function lengthOf({ length }: string): string {
  if (length < 0x80) return String.fromCharCode(length);
  return String.fromCharCode(...bytesOf(length | 0x80_00_00_00, 4));
}

/** A number in so many bytes, the highest first; what does not fit is cut off. */
function bytesOf(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, at) => (value >>> (8 * (bytes - 1 - at))) & 0xff);
}
