import { http2 } from "@gatecrash/core";
import type { RequestReader } from "./reader.ts";

const frame_head_bytes = 9;

/**
 * HTTP/2: the preface once, then frames up to the end of a header section. Of the request only the
 * stream is told: its fields are compressed with a state that a later request depends on.
 */
export function http2Reader(): RequestReader {
  let greeted = false;
  return (buffer) => {
    const from = greeted ? 0 : http2.preface.length;
    const read = findHeaders(buffer, from);
    if (!read) return undefined;
    greeted = true;
    return { head: { method: "", path: "", headers: {}, stream: read.stream }, bytes: read.end };
  };
}

/** The stream of the first header section that is complete, and where that ends. */
function findHeaders(buffer: Buffer, from: number): { stream: number; end: number } | undefined {
  const { headers, continuation } = http2.frameTypes;
  for (let at = from; at + frame_head_bytes <= buffer.length;) {
    const end = at + frame_head_bytes + buffer.readUIntBE(at, 3);
    if (end > buffer.length) return undefined;
    const type = buffer.readUInt8(at + 3);
    const last = (buffer.readUInt8(at + 4) & http2.flags.end_headers) !== 0;
    if ((type === headers || type === continuation) && last) {
      return { stream: buffer.readUInt32BE(at + 5) & 0x7fffffff, end };
    }
    at = end;
  }
  return undefined;
}
