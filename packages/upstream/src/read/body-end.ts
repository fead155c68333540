import type { ReadRequest } from "./reader.ts";

/** Says when a body is complete: after so many bytes, or where the protocol or the head says it. */
export function bodyEnd(
  { head, bodyComplete }: Partial<ReadRequest> = {},
  bytes: number | undefined,
): (seen: number, tail: string, data: Buffer) => boolean {
  if (bytes !== undefined) return (seen) => seen >= bytes;
  if (bodyComplete) return (_seen, _tail, data) => bodyComplete(data);
  if (head?.headers["transfer-encoding"]?.toLowerCase().includes("chunked")) {
    return (_seen, tail) => tail.endsWith("0\r\n\r\n");
  }
  const length = Number(head?.headers["content-length"] ?? 0);
  return (seen) => seen >= length;
}
