import type { Socket } from "node:net";
import { Readable } from "node:stream";
import Fastify from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { lazyWebSockets } from "./healthy-websocket.ts";
import { noCompilers } from "./no-compilers.ts";

/** Limits of the healthy server's own answers. */
const bytes_max = 104_857_600;
const delay_ms_max = 600_000;
const echo_bytes_max = 1_048_576;

/** A page that asks a proxy which includes (SSI) to put a part into it. */
const page = '<!DOCTYPE html>\n<title>Page</title>\n<!--# include virtual="/include" -->\n';

export interface HealthyServer {
  /** Serves a connection that was accepted elsewhere. */
  take(socket: Socket): void;
  /** Closes the connections that wait for another request. */
  closeIdle(): void;
  close(): Promise<void>;
}

export interface HealthyOptions {
  /** Runs before a request is routed; it may hijack the reply. */
  onRequest?: (request: FastifyRequest, reply: FastifyReply) => Promise<void> | undefined;
}

/**
 * The well-behaved side of the fake upstream: a plain Fastify server that listens nowhere and is
 * given its connections.
 */
export async function createHealthyServer(options: HealthyOptions = {}): Promise<HealthyServer> {
  const app = Fastify({
    bodyLimit: 1_073_741_824,
    forceCloseConnections: true,
    schemaController: noCompilers,
  });
  // Bodies of any type are left as a stream: most routes read and drop them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => {
    done(null, payload);
  });
  const { onRequest } = options;
  const setUp = (each: FastifyInstance) => {
    if (onRequest) addHook(each, onRequest);
  };
  setUp(app);
  app.addHook("preHandler", dropBody);
  const webSockets = lazyWebSockets(setUp);
  app.server.on("upgrade", webSockets.take);
  addRoutes(app);
  await app.ready();
  return {
    take: (socket) => {
      app.server.emit("connection", socket);
      socket.resume();
    },
    closeIdle: () => {
      app.server.closeIdleConnections();
    },
    close: async () => {
      await Promise.all([app.close(), webSockets.close()]);
    },
  };
}

/** A hook with a callback: a request that no fault is chosen for must not wait for a promise. */
function addHook(app: FastifyInstance, onRequest: NonNullable<HealthyOptions["onRequest"]>): void {
  app.addHook("onRequest", (request, reply, done) => {
    const playing = onRequest(request, reply);
    if (!playing) done();
    else playing.then(() => (reply.sent ? undefined : done()), done);
  });
}

/** An answer before the body was read would end in an RST where the connection is closed after it. */
function dropBody(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  const { body } = request;
  if (!(body instanceof Readable) || request.routeOptions.url === "/echo") {
    done();
    return;
  }
  body.once("close", done).resume();
}

function addRoutes(app: FastifyInstance): void {
  app.all("/", async () => ({ ok: true }));
  app.get("/page", async (_request, reply) => reply.type("text/html").send(page));
  app.get("/healthz", async () => ({ ok: true }));
  app.all<{ Params: { code: string } }>("/status/:code", async (request, reply) => {
    const code = Number(request.params.code);
    const valid = Number.isInteger(code) && code >= 200 && code <= 599;
    return reply.code(valid ? code : 400).send({ status: valid ? code : "200 to 599" });
  });
  app.get<{ Params: { n: string } }>("/bytes/:n", async (request, reply) => {
    const n = bounded(request.params.n, bytes_max);
    return reply.type("application/octet-stream").send(Buffer.alloc(n, "x"));
  });
  app.all<{ Params: { ms: string } }>("/delay/:ms", async (request) => {
    const ms = bounded(request.params.ms, delay_ms_max);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { delayed_ms: ms };
  });
  app.all("/echo", async (request) => {
    const body = await readText(request.body as AsyncIterable<Buffer> | undefined);
    const { method, url, headers } = request;
    return { method, url, headers, body };
  });
  app.get("/drip", async (request, reply) => drip(request, reply));
  // Any other path is as healthy as /: a proxy in front may ask for anything.
  app.setNotFoundHandler(async (_request, reply) => reply.code(200).send({ ok: true }));
}

function bounded(text: string, max: number): number {
  const value = Number(text);
  return Number.isFinite(value) ? Math.min(Math.max(0, Math.floor(value)), max) : 0;
}

async function readText(body: AsyncIterable<Buffer> | undefined): Promise<string> {
  if (!body) return "";
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size <= echo_bytes_max) parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** `/drip?bytes=10&every_ms=100`: a chunked body, one byte at a time. */
async function drip(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const query = request.query as Record<string, string>;
  const bytes = bounded(query["bytes"] ?? "10", 10_000);
  const every_ms = bounded(query["every_ms"] ?? "100", 60_000);
  async function* body() {
    for (let sent = 0; sent < bytes; sent += 1) {
      await new Promise((resolve) => setTimeout(resolve, every_ms));
      yield "x";
    }
  }
  const { Readable } = await import("node:stream");
  return reply.type("text/plain").send(Readable.from(body()));
}
