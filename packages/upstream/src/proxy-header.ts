import type { Socket } from "node:net";

/** What a header of version 1 and one of version 2 begin with (haproxy.org, proxy-protocol.txt, 2). */
const one = Buffer.from("PROXY ");
const two = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");

/** Of version 1 at most, its line end included; the fixed part of version 2. */
const line_bytes_max = 107;
const fixed_bytes = 16;

/**
 * Takes the header off with which a proxy tells who its client is, and gives the connection on.
 * Bytes that are no such header stay where they are; a peer that leaves before them is let go.
 */
export function skipProxyHeader(socket: Socket, accept: (socket: Socket) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const onGone = () => {
    socket.destroy();
  };
  const onData = (data: Buffer) => {
    seen = Buffer.concat([seen, data]);
    const header_bytes = headerBytes(seen);
    if (header_bytes === undefined) return;
    socket.pause();
    socket.off("data", onData).off("end", onGone).off("error", onGone);
    const rest = seen.subarray(header_bytes);
    if (rest.length > 0) socket.unshift(rest);
    accept(socket);
  };
  socket.on("data", onData).on("end", onGone).on("error", onGone);
  socket.resume();
}

/** Length of the header; 0 where there is none, undefined while that cannot be told. */
export function headerBytes(seen: Buffer): number | undefined {
  if (startsLike(seen, two)) {
    if (seen.length < fixed_bytes) return undefined;
    const length = fixed_bytes + seen.readUInt16BE(14);
    return seen.length < length ? undefined : length;
  }
  if (!startsLike(seen, one)) return 0;
  const end = seen.indexOf("\r\n");
  if (end >= 0) return end + 2;
  return seen.length < line_bytes_max ? undefined : 0;
}

function startsLike(seen: Buffer, start: Buffer): boolean {
  const length = Math.min(seen.length, start.length);
  return seen.subarray(0, length).equals(start.subarray(0, length));
}
