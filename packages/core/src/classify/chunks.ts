import { parseFields } from "./fields.ts";

/**
 * What became of a chunked body: where it ends, and what in it is allowed but too large for many;
 * where it breaks off (at a boundary: only the last
 * chunk is missing); or from which byte on it is wrong.
 */
export type ChunkReading =
  | { state: "complete"; end: number; oversized?: string }
  | { state: "incomplete"; at_boundary: boolean }
  | { state: "invalid"; detail: string; at: number };

const sizeLine = /^([0-9a-fA-F]+)(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/;
const sizeLineSoFar = /^[0-9a-fA-F]*(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?\r?$/;

/**
 * Extensions and trailers have no limit of their own (RFC 9112, section 7.1); proxies keep a line,
 * or all trailers, in one buffer.
 */
const buffer_bytes = 16_384;

/** Reads chunks by RFC 9112, section 7.1, CRLF and nothing else. */
export function readChunks(bytes: string, from: number): ChunkReading {
  let at = from;
  let longest_line = 0;
  for (;;) {
    const line_end = bytes.indexOf("\n", at);
    if (line_end < 0) return unfinishedLine(bytes.slice(at), at, at > from);
    if (bytes[line_end - 1] !== "\r") {
      const bare = sizeLine.test(bytes.slice(at, line_end));
      return { state: "invalid", detail: bare ? "bare-lf" : "bad-size", at };
    }
    const size = sizeLine.exec(bytes.slice(at, line_end - 1))?.[1];
    if (size === undefined) return { state: "invalid", detail: "bad-size", at };
    if (BigInt(`0x${size}`) >= 2n ** 63n) return { state: "invalid", detail: "size-overflow", at };
    longest_line = Math.max(longest_line, line_end - at);
    const data = line_end + 1;
    const length = parseInt(size, 16);
    if (length === 0) return readTrailers(bytes, data, longest_line > buffer_bytes);
    const after = bytes.slice(data + length, data + length + 2);
    if (!"\r\n".startsWith(after)) {
      return { state: "invalid", detail: "no-crlf-after-data", at: data + length };
    }
    if (after.length < 2) return { state: "incomplete", at_boundary: false };
    at = data + length + 2;
  }
}

function unfinishedLine(text: string, at: number, behind_chunk: boolean): ChunkReading {
  if (!sizeLineSoFar.test(text)) return { state: "invalid", detail: "bad-size", at };
  return { state: "incomplete", at_boundary: behind_chunk && text === "" };
}

function readTrailers(bytes: string, from: number, long_extension: boolean): ChunkReading {
  const extension = long_extension ? { oversized: "long-chunk-extension" } : {};
  if (bytes.startsWith("\r\n", from)) return { state: "complete", end: from + 2, ...extension };
  const end = bytes.indexOf("\r\n\r\n", from);
  if (end < 0) return { state: "incomplete", at_boundary: false };
  const read = parseFields(bytes.slice(from, end).split("\r\n"));
  if ("invalid" in read) {
    // Some put up with a line without a colon, as long as its bytes are text.
    const detail = read.invalid === "nul-in-value" ? "nul-in-trailer" : "bad-trailer";
    return { state: "invalid", detail, at: from };
  }
  const trailers = end - from > buffer_bytes ? { oversized: "oversized-trailers" } : extension;
  return { state: "complete", end: end + 4, ...trailers };
}
