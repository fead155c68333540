import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { Worker } from "node:worker_threads";

/**
 * A listening socket whose accept queue is full and stays full: Linux drops further SYNs, so that
 * connects never complete (net/ipv4/tcp_input.c: tcp_conn_request, sk_acceptq_is_full). No root
 * needed. libuv accepts whatever comes while its loop runs, so the socket is opened by a thread
 * whose loop stands still.
 */
const listenAndStand = `
  const { createServer } = require("node:net");
  const { parentPort, workerData } = require("node:worker_threads");
  const { address, port, gate } = workerData;
  const server = createServer();
  server.on("error", (error) => parentPort.postMessage({ error: error.code }));
  server.listen({ host: address, port, backlog: 1 }, () => {
    parentPort.postMessage({ port: server.address().port });
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
export async function openFullBacklog(address: string, port: number): Promise<FullBacklog> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(listenAndStand, { eval: true, workerData: { address, port, gate } });
  const [message] = (await once(worker, "message")) as [{ port?: number; error?: string }];
  if (message.port === undefined) {
    await worker.terminate();
    throw new Error(`${address}:${port}: ${message.error ?? "cannot listen"}`);
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
    const socket = connect({ host: address, port: bound });
    socket.on("error", () => undefined);
    sockets.push(socket);
    if (await connectsInTime(socket)) continue;
    const proof = `a connect of our own is unanswered after ${unanswered_ms} ms`;
    return { port: bound, proof, close };
  }
  await close();
  throw new Error(`the accept queue took ${connects_max} connections and was not full`);
}

/** A late timer must not overtake a connect that is done: the poll phase comes between the two. */
async function connectsInTime(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      setImmediate(() => {
        resolve(!socket.connecting);
      });
    }, unanswered_ms);
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
