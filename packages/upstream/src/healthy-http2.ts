import { createServer } from "node:http2";
import type { Http2Session, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { HealthyServer } from "./healthy.ts";

type Answer = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** A message of no bytes: not compressed, length 0. */
const empty_message = Buffer.alloc(5);

/** The well-behaved server in HTTP/2 with prior knowledge. */
export function openHttp2Server(): Promise<HealthyServer> {
  return openServer((stream, headers) => {
    const status = Number(/^\/status\/([2-5]\d\d)$/.exec(headers[":path"] ?? "")?.[1] ?? 200);
    stream.respond({ ":status": status, "content-type": "application/json" });
    stream.end(JSON.stringify({ ok: true }));
  });
}

/** The well-behaved gRPC server: any method answers with one empty message and status 0. */
export function openGrpcServer(): Promise<HealthyServer> {
  return openServer((stream) => {
    stream.respond(
      { ":status": 200, "content-type": "application/grpc" },
      { waitForTrailers: true },
    );
    stream.on("wantTrailers", () => {
      stream.sendTrailers({ "grpc-status": "0" });
    });
    stream.end(empty_message);
  });
}

async function openServer(answer: Answer): Promise<HealthyServer> {
  const server = createServer();
  const sessions = new Set<Http2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    // A peer that resets is no fault of this server.
    session.on("error", () => undefined);
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    // A request is read to its end before it is answered: what stays unread is an RST.
    stream.resume();
    stream.once("end", () => {
      if (!stream.destroyed) answer(stream, headers);
    });
  });
  return Promise.resolve({
    take: (socket) => {
      server.emit("connection", socket);
      // What was read already the session takes in its next turn; resumed before, it would be lost.
      setImmediate(() => socket.resume());
    },
    closeIdle: () => {
      for (const session of sessions) session.close();
    },
    close: async () => {
      for (const session of sessions) session.destroy();
      await Promise.resolve();
    },
  });
}
