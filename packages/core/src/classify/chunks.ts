import { parseFields } from "./fields.ts";

/**
 * What became of a chunked body: where it ends; where it breaks off (at a boundary: only the last
 * chunk is missing); or from which byte on it is wrong.
 */
export type ChunkReading =
  | { state: "complete"; end: number }
  | { state: "incomplete"; at_boundary: boolean }
  | { state: "invalid"; detail: string; at: number };

const sizeLine = /^([0-9a-fA-F]+)(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/;
const sizeLineSoFar = /^[0-9a-fA-F]*(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?\r?$/;

/** Reads chunks by RFC 9112, section 7.1, CRLF and nothing else. */
export function readChunks(bytes: string, from: number): ChunkReading {
  let at = from;
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
    const data = line_end + 1;
    const length = parseInt(size, 16);
    if (length === 0) return readTrailers(bytes, data);
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

function readTrailers(bytes: string, from: number): ChunkReading {
  if (bytes.startsWith("\r\n", from)) return { state: "complete", end: from + 2 };
  const end = bytes.indexOf("\r\n\r\n", from);
  if (end < 0) return { state: "incomplete", at_boundary: false };
  const read = parseFields(bytes.slice(from, end).split("\r\n"));
  if ("invalid" in read) return { state: "invalid", detail: "bad-trailer", at: from };
  return { state: "complete", end: end + 4 };
}
