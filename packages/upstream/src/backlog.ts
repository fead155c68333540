import { connect } from "node:net";
import type { Socket } from "node:net";
import { isUnixSocket } from "@gatecrash/core";
import type { Address } from "@gatecrash/core";
import { listenStill } from "./still-thread.ts";
import type { Place } from "./still-thread.ts";

/**
 * Node has no backlog of 0; one of 1 holds two connections (the kernel's queue is full at > max),
 * and the third is the proof. More are tried for kernels that count in another way.
 */
const connects_max = 8;

/** How long a connect on loopback may take before it counts as unanswered. */
const unanswered_ms = 120;

/**
 * A listening socket whose accept queue is full and stays full: Linux drops further SYNs, so that
 * connects never complete (net/ipv4/tcp_input.c: tcp_conn_request, sk_acceptq_is_full); a unix
 * socket says EAGAIN at once (net/unix/af_unix.c: unix_stream_connect). No root needed.
 */
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
  const listening = await listenStill(target(address));
  const bound = listening.port;
  const sockets: Socket[] = [];
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await listening.close();
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

function target(at: Address): Place {
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
