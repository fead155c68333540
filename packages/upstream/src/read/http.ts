import { parseRequestHead } from "../request-head.ts";
import type { RequestReader } from "./reader.ts";

/** HTTP/1: up to the blank line. */
export function httpReader(): RequestReader {
  return (buffer) => {
    const end = buffer.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const head = parseRequestHead(buffer.subarray(0, end).toString("latin1"));
    return { head, bytes: end + 4 };
  };
}
