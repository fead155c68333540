import { fastcgiTypes } from "@gatecrash/core";
import { headOfVariables } from "./cgi.ts";
import type { RequestReader } from "./reader.ts";

const header_bytes = 8;

/** FCGI_KEEP_CONN in the flags of BEGIN_REQUEST. */
const keepConnection = 1;

interface Record {
  type: number;
  request_id: number;
  content: Buffer;
  bytes: number;
}

/** The record at the start of a buffer, if it is there whole. The peer is a proxy: nothing is judged. */
function recordAt(buffer: Buffer): Record | undefined {
  if (buffer.length < header_bytes) return undefined;
  const end = header_bytes + buffer.readUInt16BE(4);
  const bytes = end + buffer.readUInt8(6);
  if (buffer.length < bytes) return undefined;
  const content = buffer.subarray(header_bytes, end);
  return { type: buffer.readUInt8(1), request_id: buffer.readUInt16BE(2), content, bytes };
}

/**
 * FastCGI: BEGIN_REQUEST and the variables, up to the record that ends them. What is left of the
 * request before it is skipped; its body ends with an empty STDIN.
 */
export function fastcgiReader(): RequestReader {
  return (buffer) => {
    let at = 0;
    let stream = 0;
    let keep = false;
    const params: Buffer[] = [];
    for (;;) {
      const record = recordAt(buffer.subarray(at));
      if (!record) return undefined;
      const { type, request_id, content } = record;
      at += record.bytes;
      if (type === fastcgiTypes["begin-request"]) {
        stream = request_id;
        keep = ((content[2] ?? 0) & keepConnection) !== 0;
        params.length = 0;
      } else if (type === fastcgiTypes.params && request_id === stream) {
        if (content.length > 0) params.push(content);
        else {
          const head = headOfVariables(pairsOf(Buffer.concat(params)));
          return { head: { ...head, stream }, bytes: at, keep, bodyComplete: stdinEnd() };
        }
      }
    }
  };
}

/** Says, fed with all that comes after the variables, when the empty STDIN was there. */
function stdinEnd(): (data: Buffer) => boolean {
  let rest: Buffer = Buffer.alloc(0);
  let ended = false;
  return (data) => {
    rest = Buffer.concat([rest, data]);
    for (let record = recordAt(rest); record && !ended; record = recordAt(rest)) {
      rest = rest.subarray(record.bytes);
      ended = record.type === fastcgiTypes.stdin && record.content.length === 0;
    }
    return ended;
  };
}

/** Names and values, each with its length in one byte or, with the highest bit set, in four. */
function pairsOf(buffer: Buffer): Map<string, string> {
  const pairs = new Map<string, string>();
  let at = 0;
  const length = () => {
    const first = buffer[at] ?? 0;
    if (first < 0x80 || at + 4 > buffer.length) {
      at += 1;
      return first;
    }
    at += 4;
    return buffer.readUInt32BE(at - 4) & 0x7f_ff_ff_ff;
  };
  const text = (bytes: number) => {
    at += bytes;
    return buffer.subarray(at - bytes, at).toString("latin1");
  };
  while (at < buffer.length) {
    const [name, value] = [length(), length()];
    pairs.set(text(name), text(value));
  }
  return pairs;
}
