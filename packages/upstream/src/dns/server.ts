import { createSocket } from "node:dgram";
import type { Socket as DatagramSocket } from "node:dgram";
import { createServer } from "node:net";
import type { Server } from "node:net";
import type { Address } from "@gatecrash/core";
import { Connection } from "../connection.ts";
import { limits } from "../limits.ts";
import { readQuestion } from "./message.ts";
import type { Question } from "./message.ts";

/** One question that a peer asked, and the way back to it. */
export interface Query {
  question: Question;
  /** Sends one message; `ok` when the kernel has taken it, else an errno. */
  reply(message: Buffer): Promise<string>;
  /** The connection it came on; none: it came in a datagram. */
  connection?: Connection;
}

/** A DNS server on one port for UDP and TCP. What it says is the handler's business. */
export interface DnsServer {
  address: Address;
  close(): Promise<void>;
}

/** Ports are chosen for UDP; the same one may be taken for TCP. */
const tries_max = 10;

/**
 * Port 0: the kernel chooses one.
 * @throws Error with an errno such as EADDRINUSE
 */
export async function openDnsServer(
  address: Address,
  handle: (query: Query) => void,
): Promise<DnsServer> {
  for (let attempt = 1; ; attempt += 1) {
    const datagrams = createSocket(address.address.includes(":") ? "udp6" : "udp4");
    datagrams.on("message", (message, { address: host, port }) => {
      const question = readQuestion(message);
      if (!question) return;
      const reply = (answer: Buffer) => sendDatagram(datagrams, answer, { address: host, port });
      handle({ question, reply });
    });
    await bind(datagrams, address);
    const at = { address: address.address, port: datagrams.address().port };
    const streams = createServer({ allowHalfOpen: true, noDelay: true });
    const connections = acceptConnections(streams, handle);
    try {
      await listen(streams, at);
    } catch (error) {
      datagrams.close();
      if (address.port === 0 && attempt < tries_max) continue;
      throw error;
    }
    const close = async () => {
      for (const { socket } of connections) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => datagrams.close(resolve)),
        new Promise((resolve) => streams.close(resolve)),
      ]);
    };
    return { address: at, close };
  }
}

function acceptConnections(server: Server, handle: (query: Query) => void): Set<Connection> {
  const open = new Set<Connection>();
  server.maxConnections = limits.dns_connections_max;
  server.on("connection", (socket) => {
    const connection = new Connection(socket);
    open.add(connection);
    socket.once("close", () => open.delete(connection));
    socket.setTimeout(limits.dns_idle_ms_max, () => socket.destroy());
    // A peer that is done has its answers: unlike an upstream's, its FIN is the end.
    socket.once("end", () => socket.end());
    readMessages(connection, handle);
  });
  return open;
}

/** Over TCP two bytes of length stand before each message (RFC 1035, section 4.2.2). */
function readMessages(connection: Connection, handle: (query: Query) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  connection.socket.on("data", (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      const question = readQuestion(rest.subarray(2, end));
      rest = rest.subarray(end);
      const reply = (answer: Buffer) => sendOn(connection, answer);
      if (question) handle({ question, reply, connection });
    }
  });
  connection.drain();
}

async function sendOn(connection: Connection, message: Buffer): Promise<string> {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  const text = Buffer.concat([length, message]).toString("latin1");
  const { result } = await connection.send(text, new AbortController().signal);
  return result;
}

async function sendDatagram(socket: DatagramSocket, message: Buffer, to: Address): Promise<string> {
  return new Promise((resolve) => {
    const done = (error: Error | null) => {
      resolve(error ? ((error as NodeJS.ErrnoException).code ?? error.message) : "ok");
    };
    try {
      socket.send(message, to.port, to.address, done);
    } catch (error) {
      // The server was closed while the answer was being made.
      done(error as Error);
    }
  });
}

async function bind(socket: DatagramSocket, { address, port }: Address): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ address, port }, () => {
      socket.off("error", reject);
      // What ICMP says of a peer that is gone is no trouble of this server.
      socket.on("error", () => undefined);
      resolve();
    });
  });
}

async function listen(server: Server, { address, port }: Address): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: address, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
