import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { isUnixSocket } from "@gatecrash/core";
import type { Address } from "@gatecrash/core";

/**
 * A listening socket whose accept queue is full and stays full: Linux drops further SYNs, so that
 * connects never complete (net/ipv4/tcp_input.c: tcp_conn_request, sk_acceptq_is_full); a unix
 * socket says EAGAIN at once (net/unix/af_unix.c: unix_stream_connect). No root needed. libuv accepts whatever comes while its loop runs, so the socket is opened by a thread
 * whose loop stands still.
 */
const listenAndStand = `
  const { createServer } = require("node:net");
  const { parentPort, workerData } = require("node:worker_threads");
  const { at, gate } = workerData;
  const server = createServer();
  server.on("error", (error) => parentPort.postMessage({ error: error.code }));
  server.listen({ ...at, backlog: 1 }, () => {
    parentPort.postMessage({ port: server.address().port ?? 0 });
    Atomics.wait(new Int32Array(gate), 0, 0);
    server.close();
    process.exit(0);
  });
`;

/**
 * Node has no backlog of 0; one of 1 holds two connections (the kernel's queue is full at > max),
 * and the third is the proof. More are tried for kernels that count in another way.
 */
const connects_max = 8;

/** How long a connect on loopback may take before it counts as unanswered. */
const unanswered_ms = 120;

export interface FullBacklog {
  port: number;
  /** What shows that the queue is full. */
  proof: string;
  close(): Promise<void>;
}

/**
 * Opens a listener with a full backlog. The proof is a connect of our own that stays unanswered.
 * @throws Error if the address is taken, or the queue does not fill up (not Linux)
 */
export async function openFullBacklog(address: Address): Promise<FullBacklog> {
  const gate = new SharedArrayBuffer(4);
  const workerData = { at: target(address), gate };
  const worker = new Worker(listenAndStand, { eval: true, workerData });
  const [message] = (await once(worker, "message")) as [{ port?: number; error?: string }];
  if (message.port === undefined) {
    await worker.terminate();
    throw new Error(`${address.address}:${address.port}: ${message.error ?? "cannot listen"}`);
  }
  const bound = message.port;
  const sockets: Socket[] = [];
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    await worker.terminate();
  };
  for (let count = 0; count < connects_max; count += 1) {
    const socket = connect(target({ ...address, port: bound }));
    socket.on("error", () => undefined);
    sockets.push(socket);
    const said = await resultInTime(socket);
    if (said === "connected") continue;
    const proof = `a connect of our own ${said}`;
    return { port: bound, proof, close };
  }
  await close();
  throw new Error(`the accept queue took ${connects_max} connections and was not full`);
}

function target(at: Address): { path: string } | { host: string; port: number } {
  return isUnixSocket(at) ? { path: at.address } : { host: at.address, port: at.port };
}

/** A late timer must not overtake a connect that is done: the poll phase comes between the two. */
async function resultInTime(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      setImmediate(() => {
        resolve(socket.connecting ? `is unanswered after ${unanswered_ms} ms` : "connected");
      });
    }, unanswered_ms);
    const done = (said: string) => {
      clearTimeout(timer);
      resolve(said);
    };
    socket.once("connect", () => {
      done("connected");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      done(`gave ${error.code ?? error.message}`);
    });
  });
}
