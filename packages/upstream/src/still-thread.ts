import { Worker } from "node:worker_threads";

/**
 * libuv accepts whatever comes while its loop runs, so the sockets belong to a thread whose loop
 * never runs. It is woken to open or close one: all that takes is done in callbacks of the same
 * turn (`process.nextTick`), and nothing is accepted.
 */
const listenAndStand = `
  const { createServer } = require("node:net");
  const { parentPort, receiveMessageOnPort, workerData } = require("node:worker_threads");
  const asked = new Int32Array(workerData);
  const servers = new Map();
  function stand() {
    for (;;) {
      const count = Atomics.load(asked, 0);
      const { id, at } = receiveMessageOnPort(parentPort)?.message ?? {};
      if (at) return void open(id, at);
      if (id === undefined) Atomics.wait(asked, 0, count);
      else close(id);
    }
  }
  function close(id) {
    servers.get(id)?.close();
    servers.delete(id);
    parentPort.postMessage({ id });
  }
  function open(id, at) {
    const server = createServer();
    const answer = (said) => {
      parentPort.postMessage({ id, ...said });
      stand();
    };
    server.on("error", (error) => answer({ error: error.code }));
    server.listen({ ...at, backlog: 1 }, () => {
      servers.set(id, server);
      answer({ port: server.address().port ?? 0 });
    });
  }
  stand();
`;

interface Said {
  id: number;
  port?: number;
  error?: string;
}

/** Where a socket listens: a path, or a host and a port. */
export type Place = { path: string } | { host: string; port: number };

/** A thread that holds listening sockets and never accepts. */
class StillThread {
  readonly #asked = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker = new Worker(listenAndStand, { eval: true, workerData: this.#asked.buffer });
  readonly #waiting = new Map<number, (said: Said) => void>();
  #ids = 0;

  constructor() {
    this.#worker.on("message", (said: Said) => {
      this.#waiting.get(said.id)?.(said);
      this.#waiting.delete(said.id);
      if (this.#waiting.size === 0) this.#worker.unref();
    });
    this.#worker.unref();
  }

  /** Resolves when it listens, or says why not. */
  async listen(at: Place): Promise<Said> {
    this.#ids += 1;
    return this.#ask(this.#ids, at);
  }

  /** Resolves when the address is free again. */
  async close(id: number): Promise<void> {
    await this.#ask(id);
  }

  async #ask(id: number, at?: Place): Promise<Said> {
    this.#worker.ref();
    const answer = new Promise<Said>((resolve) => this.#waiting.set(id, resolve));
    this.#worker.postMessage({ id, at });
    Atomics.add(this.#asked, 0, 1);
    Atomics.notify(this.#asked, 0);
    return answer;
  }
}

let thread: StillThread | undefined;

/**
 * Listens with a backlog of 1 and accepts nothing. One thread does it for all of this process: to start
 * one takes a core for some 40 ms.
 * @throws Error if it cannot listen there
 */
export async function listenStill(at: Place): Promise<{ port: number; close(): Promise<void> }> {
  thread ??= new StillThread();
  const { id, port, error } = await thread.listen(at);
  const where = "path" in at ? at.path : `${at.host}:${at.port}`;
  if (port === undefined) throw new Error(`${where}: ${error ?? "cannot listen"}`);
  return { port, close: async () => thread?.close(id) };
}
