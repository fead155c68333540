import { connect } from "node:net";
import { once } from "node:events";
import { http2 } from "@gatecrash/core";
import type { Address, Ending } from "@gatecrash/core";

/** What a raw peer saw: all bytes, and how the connection ended. */
export interface Seen {
  bytes: string;
  ended: Ending;
}

/** The preface, SETTINGS, and requests without a body on the streams 1, 3, … */
function requests(count: number): string[] {
  const fields: readonly http2.Field[] = [
    [":method", "POST"],
    [":scheme", "http"],
    [":path", "/"],
    [":authority", "conformance.test"],
  ];
  return Array.from({ length: count }, (_, index) => {
    const stream = index * 2 + 1;
    const opening = index === 0 ? http2.preface + http2.settings() : "";
    return opening + http2.headers(fields, { stream, end: true });
  });
}

/**
 * Asks in HTTP/2 with no opinion: it writes its frames and notes bytes and the ending. A further
 * request follows when `settled` says that the one before was answered.
 */
export async function askInHttp2(
  { address, port }: Address,
  count: number,
  patience_ms: number,
  settled: (bytes: string, answers: number) => boolean,
): Promise<Seen> {
  const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
  const pieces: Buffer[] = [];
  const text = () => Buffer.concat(pieces).toString("latin1");
  const ended = new Promise<Ending>((resolve) => {
    const timer = setTimeout(() => {
      resolve("silence");
    }, patience_ms);
    socket.on("data", (data: Buffer) => {
      pieces.push(data);
      timer.refresh();
    });
    // libuv says "end" for an RST too if it comes with the last bytes; a write of no bytes asks.
    socket.once("end", () => {
      socket.write(Buffer.alloc(0), (error) => {
        resolve(error ? "rst" : "fin");
      });
    });
    socket.on("error", () => {
      resolve("rst");
    });
    socket.once("close", () => {
      clearTimeout(timer);
    });
  });
  await once(socket, "connect");
  for (const [index, request] of requests(count).entries()) {
    while (!settled(text(), index)) {
      const over = await Promise.race([ended, once(socket, "data").then(() => undefined)]);
      if (over !== undefined) break;
    }
    socket.write(Buffer.from(request, "latin1"));
  }
  const how = await ended;
  socket.destroy();
  return { bytes: text(), ended: how };
}
