import { once } from "node:events";
import { connect } from "node:net";
import type { Address, Entry } from "@gatecrash/core";

export interface WebSocketOptions {
  path?: string;
  headers?: Record<string, string>;
}

/**
 * A WebSocket client that only listens (RFC 6455): it is written out here because a test must be
 * able to send any header, also those that no browser would.
 */
export async function openWebSocket(at: Address, options: WebSocketOptions = {}) {
  const { path = "/events", headers = {} } = options;
  const socket = connect({ host: at.address, port: at.port });
  const fields = {
    host: `${at.address}:${at.port}`,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  let bytes = Buffer.alloc(0);
  socket.on("data", (part: Buffer) => {
    bytes = Buffer.concat([bytes, part]);
    socket.emit("more");
  });
  socket.on("error", () => undefined);
  while (!bytes.includes("\r\n\r\n")) await once(socket, "more");
  const head = bytes.subarray(0, bytes.indexOf("\r\n\r\n")).toString("latin1");
  bytes = bytes.subarray(head.length + 4);
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    head,
    /** The next entry that fits; what came before it is dropped. */
    async until(fits: (entry: Entry) => boolean): Promise<Entry> {
      for (;;) {
        const frame = readFrame(bytes);
        if (!frame) {
          await once(socket, "more");
          continue;
        }
        bytes = bytes.subarray(frame.length);
        const entry = JSON.parse(frame.text) as Entry;
        if (fits(entry)) return entry;
      }
    },
    close: () => socket.destroy(),
  };
}

/** A whole, unmasked frame at the start of the bytes, if there is one. */
function readFrame(bytes: Buffer): { text: string; length: number } | undefined {
  if (bytes.length < 4) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const [start, size] = short === 126 ? [4, bytes.readUInt16BE(2)] : [2, short];
  if (bytes.length < start + size) return undefined;
  return { text: bytes.subarray(start, start + size).toString("utf8"), length: start + size };
}
