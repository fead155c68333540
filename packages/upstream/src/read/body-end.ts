import type { RequestHead } from "@gatecrash/core";

/** Says when a body is complete: after so many bytes, or where the head says it ends. */
export function bodyEnd(head: RequestHead | undefined, bytes: number | undefined) {
  if (bytes !== undefined) return (seen: number) => seen >= bytes;
  if (head?.headers["transfer-encoding"]?.toLowerCase().includes("chunked")) {
    return (_seen: number, tail: string) => tail.endsWith("0\r\n\r\n");
  }
  const length = Number(head?.headers["content-length"] ?? 0);
  return (seen: number) => seen >= length;
}
