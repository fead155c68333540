import { parseFields } from "./fields.ts";
import type { Field } from "./fields.ts";
import { parseStatusLine, statusIn } from "./status-line.ts";
import type { SymptomKind } from "../symptom.ts";

/**
 * Heads above these are called oversized. nginx reads a head into one buffer of 4 KiB or 8 KiB
 * (proxy_buffer_size), HAProxy into 15 KiB (tune.bufsize less tune.maxrewrite) and takes 101
 * fields (tune.http.maxhdr).
 */
const small_buffer_bytes = 4_096;
const large_buffer_bytes = 16_384;
const fields_max = 100;

export interface Head {
  version: string;
  status: number;
  fields: Field[];
  /** Offset of the first byte after the head. */
  end: number;
}

/** A head; or the detail of where it breaks off; or what is wrong with it. */
export type HeadReading =
  | { head: Head }
  | { partial: string }
  | { fault: { kind: SymptomKind; detail: string; status?: number } };

/** Reads one response head that starts at an offset. */
export function readHeadAt(bytes: string, from: number): HeadReading {
  const text = bytes.slice(from);
  if (!text.startsWith("HTTP/".slice(0, text.length))) {
    return { fault: { kind: "not-http", detail: describeBytes(text) } };
  }
  const line_end = text.indexOf("\n");
  if (line_end < 0) return { partial: "partial-status-line" };
  const first = text.slice(0, line_end).replace(/\r$/, "");
  const line = parseStatusLine(first);
  const number = statusIn(first);
  const status = number === undefined ? {} : { status: number };
  if ("invalid" in line)
    return { fault: { kind: "invalid-status", detail: line.invalid, ...status } };
  const blank = /\n\r?\n/.exec(text);
  if (!blank) {
    const only = line_end === text.length - 1;
    return { partial: only ? "status-line-only" : "partial-head" };
  }
  const end = blank.index + blank[0].length;
  const head = text.slice(0, end);
  if (/(?<!\r)\n/.test(head))
    return { fault: { kind: "invalid-head", detail: "bare-lf", ...status } };
  const lines = head.split("\r\n").slice(1, -2);
  const read = parseFields(lines);
  if ("invalid" in read)
    return { fault: { kind: "invalid-head", detail: read.invalid, ...status } };
  const oversized = oversizedDetail(head, read.fields);
  if (oversized !== undefined)
    return { fault: { kind: "oversized-head", detail: oversized, ...status } };
  return { head: { ...line, fields: read.fields, end: from + end } };
}

function oversizedDetail(head: string, fields: readonly Field[]): string | undefined {
  if (head.length > large_buffer_bytes) return "over-16-kib";
  if (head.length > small_buffer_bytes) return "over-4-kib";
  return fields.length > fields_max ? "over-100-fields" : undefined;
}

/** The preface of a client, or a SETTINGS frame, which is that of a server (RFC 9113, section 3.4). */
function startsAsHttp2(text: string): boolean {
  return text.startsWith("PRI * HTTP/2.0\r\n") || /^\0[^]{2}\x04[\0\x01]\0{4}/.test(text);
}

/** SMTP and FTP begin with 220 (RFC 5321, RFC 959), MySQL with a packet of protocol version 10. */
function isGreeting(text: string): boolean {
  return /^220[ -]/.test(text) || /^[^]{2}\0\0\x0a\d+\.\d/.test(text);
}

/** What bytes that are no HTTP/1 answer look like. */
function describeBytes(text: string): string {
  if (text.startsWith("SSH-")) return "ssh-banner";
  if (isGreeting(text)) return "banner";
  if (/^(?:\r?\n)+HTTP\//.test(text)) return "leading-blank-line";
  if (startsAsHttp2(text)) return "http-2";
  // A TLS record: content type 20 to 23, then major version 3 (RFC 8446, section 5.1).
  if (/^[\x14-\x17]\x03/.test(text)) return "tls-record";
  return /^[\t\r\n\x20-\x7e\x80-\xff]*$/.test(text) && /^[\x20-\x7e]/.test(text)
    ? "http-0-9"
    : "garbage";
}
