import type { Socket } from "node:net";
import { cgiAnswer, fastcgiAnswer, memcachedAnswer } from "@gatecrash/core";
import type { Protocol, RequestHead } from "@gatecrash/core";
import { Connection } from "./connection.ts";
import type { HealthyServer } from "./healthy.ts";

const value = '{"ok":true}';
const json = { "Content-Type": "application/json" };

/** The whole answer to any request. */
const answers = {
  fastcgi: ({ stream }: RequestHead) => fastcgiAnswer(cgiAnswer(value, json), stream),
  scgi: () => cgiAnswer(value, json),
  uwsgi: () => `HTTP/1.1 200 OK\r\n${cgiAnswer(value, json).replace(/^.*\r\n/, "")}`,
  memcached: ({ path: key }: RequestHead) => memcachedAnswer({ key, value }),
} as const satisfies Partial<Record<Protocol, (head: RequestHead) => string>>;

/** The well-behaved server of a small protocol: it reads a request, answers it, and so on. */
export function openPlainServer(protocol: keyof typeof answers): HealthyServer {
  const closing = new AbortController();
  const open = new Set<Socket>();
  const idle = new Set<Socket>();
  const serve = async (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      idle.delete(socket);
    });
    const connection = new Connection(socket, protocol);
    const { signal } = closing;
    do {
      idle.add(socket);
      const read = await connection.readHead(signal);
      idle.delete(socket);
      const body = read.result === "ok" ? await connection.readBody(undefined, signal) : read;
      if (body.result !== "ok") return void socket.destroy();
      await connection.send(answers[protocol](read.value as RequestHead), signal);
    } while (connection.keepAsked);
    await connection.finish(signal);
  };
  return {
    take: (socket) => void serve(socket),
    closeIdle: () => {
      for (const socket of idle) socket.destroy();
    },
    close: async () => {
      closing.abort();
      for (const socket of open) socket.destroy();
      return Promise.resolve();
    },
  };
}
