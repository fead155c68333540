import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import Fastify from "fastify";
import type { FastifyInstance } from "fastify";
import { noCompilers } from "./no-compilers.ts";

const message_bytes_max = 1_048_576;

export interface LazyWebSockets {
  /** Takes the handshake of a request that asks for an upgrade. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/**
 * The healthy server's WebSocket echo, on a server of its own that is made for the first handshake:
 * most starts never see one, and the libraries for it cost a tenth of a start.
 */
export function lazyWebSockets(setUp: (app: FastifyInstance) => void): LazyWebSockets {
  let opening: Promise<FastifyInstance> | undefined;
  const open = async () => {
    const { default: websocket } = await import("@fastify/websocket");
    const app = Fastify({ forceCloseConnections: true, schemaController: noCompilers });
    setUp(app);
    await app.register(websocket, { options: { maxPayload: message_bytes_max } });
    app.get("/*", { websocket: true }, (socket) => {
      socket.on("message", (data: Buffer, isBinary: boolean) => {
        socket.send(data, { binary: isBinary });
      });
    });
    await app.ready();
    return app;
  };
  return {
    take: (request, socket, head) => {
      const onError = () => socket.destroy();
      // Node takes its own listener off before it gives a socket away.
      socket.on("error", onError);
      opening ??= open();
      void opening.then((app) => {
        socket.off("error", onError);
        app.server.emit("upgrade", request, socket, head);
      });
    },
    close: async () => (await opening)?.close(),
  };
}
