// Runs in a network namespace of its own: starts HAProxy on each configuration that it is given,
// sends the requests, and tells which server each of them reached.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, connect, type Server, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { text } from "node:stream/consumers";
import type { AuditRoute, Front } from "@gatecrash/core";

export interface LaneJob {
  argv: string[];
  /** Addresses of `127.0.0.1`, and the backend behind each. */
  servers: { port: number; backend: string }[];
  requests: { front: Front; route: AuditRoute }[];
}

export interface LaneResult {
  /** The backend whose server each request reached; none: HAProxy answered itself. */
  reached: (string | undefined)[];
  /** What HAProxy wrote, for when it did not start. */
  said: string;
}

const jobs = JSON.parse(await text(process.stdin)) as LaneJob[];
const results: LaneResult[] = [];
for (const job of jobs) results.push(await run(job));
process.stdout.write(JSON.stringify(results));

async function run(job: LaneJob): Promise<LaneResult> {
  const hits: string[] = [];
  const servers = await Promise.all(
    job.servers.map((each) => listen(each.port, each.backend, hits)),
  );
  const haproxy = spawn("haproxy", ["-db", ...job.argv], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(haproxy, "exit");
  let said = "";
  haproxy.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("latin1")));
  const reached: LaneResult["reached"] = [];
  try {
    for (const request of job.requests) {
      hits.length = 0;
      await send(request.front, request.route, haproxy);
      reached.push(hits[0]);
    }
  } catch (error) {
    said += String(error);
  } finally {
    haproxy.kill("SIGKILL");
    await ended;
    for (const server of servers) server.close();
  }
  return { reached, said };
}

async function listen(port: number, backend: string, hits: string[]): Promise<Server> {
  const server = createServer((socket) => {
    hits.push(backend);
    socket.on("error", () => undefined);
    socket.on("data", () => {
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** One request, on a connection of its own, up to its end. */
async function send(front: Front, route: AuditRoute, haproxy: ChildProcess): Promise<void> {
  const socket = await open(front, route, haproxy);
  if (front.proxy_protocol) socket.write("PROXY TCP4 127.0.0.1 127.0.0.1 1000 80\r\n");
  const { server_name } = route;
  const { method = "GET", host = "", path = "/", headers = {} } = route.request ?? {};
  const name = server_name ?? host;
  const stream =
    front.tls || server_name !== undefined
      ? connectTls({ socket, servername: name, rejectUnauthorized: false })
      : socket;
  stream.on("error", () => undefined);
  stream.on("data", () => undefined);
  const lines = Object.entries({ host, connection: "close", ...headers });
  const head = lines.map(([key, value]) => `${key}: ${value}\r\n`).join("");
  stream.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n`);
  await closed(socket);
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.destroyed) await new Promise((resolve) => socket.once("close", resolve));
}

/** Connects as soon as HAProxy listens. */
async function open(front: Front, route: AuditRoute, haproxy: ChildProcess): Promise<Socket> {
  const { address } = front;
  for (;;) {
    const from = route.client === undefined ? {} : { localAddress: route.client };
    const socket =
      address.kind === "unix"
        ? connect(address.path)
        : connect({ port: address.port, host: "127.0.0.1", ...from });
    const [event] = await Promise.race([
      once(socket, "connect").then(() => ["connect"]),
      new Promise<string[]>((resolve) => socket.once("error", () => resolve(["error"]))),
    ]);
    if (event === "connect") return socket.on("error", () => undefined);
    if (haproxy.exitCode !== null) throw new Error("haproxy ended");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
