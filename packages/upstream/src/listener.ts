import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { isUnixSocket } from "@gatecrash/core";
import type { Act, Address } from "@gatecrash/core";
import { openFullBacklog } from "./backlog.ts";
import type { FullBacklog } from "./backlog.ts";
import type { Performed } from "./connection.ts";
import type { Stage } from "./play.ts";
import { performOnProcess } from "./perform.ts";

/** A listening socket that can be made to refuse or to leave connects unanswered, and be healed. */
export class Listener {
  readonly #accept: (socket: Socket) => void;
  #address: Address;
  #server: Server | undefined;
  #backlog: FullBacklog | undefined;

  constructor(address: Address, accept: (socket: Socket) => void) {
    this.#address = address;
    this.#accept = accept;
  }

  /** The address that is listened on; port 0 is replaced by the real one. */
  get address(): Address {
    return this.#address;
  }

  /** @throws Error with an errno such as EADDRINUSE */
  async listen(): Promise<Address> {
    // The peer's FIN must not close our side, and no byte may be read before an act asks for it.
    const server = createServer(
      { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
      this.#accept,
    );
    const { address, port } = this.#address;
    const unix = isUnixSocket(this.#address);
    const at = unix ? { path: address, writableAll: true } : { host: address, port };
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ ...at, backlog: 4_096 }, () => {
        server.off("error", reject);
        resolve();
      });
    });
    this.#server = server;
    if (!unix) this.#address = { address, port: (server.address() as AddressInfo).port };
    return this.#address;
  }

  /** Lets go of the address; established connections go on. */
  async standAside(): Promise<void> {
    await this.#closeSocket();
  }

  /** Stops listening; established connections go on. */
  async refuse(): Promise<Performed> {
    await this.#closeSocket();
    const said = await connectResult(this.#address);
    if (said === "ECONNREFUSED") {
      return { result: "ok", note: `a connect of our own was refused (${said})` };
    }
    return { result: "failed", note: `a connect of our own gave ${said}` };
  }

  async fillBacklog(): Promise<Performed> {
    await this.#closeSocket();
    try {
      this.#backlog = await openFullBacklog(this.#address.address, this.#address.port);
      return { result: "ok", note: this.#backlog.proof };
    } catch (error) {
      return { result: "failed", note: String(error) };
    }
  }

  /** Listens as before, whatever was done to it. */
  async heal(): Promise<void> {
    await this.#backlog?.close();
    this.#backlog = undefined;
    if (!this.#server) await this.listen();
  }

  async close(): Promise<void> {
    await this.#backlog?.close();
    this.#backlog = undefined;
    await this.#closeSocket();
  }

  async #closeSocket(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    // The callback waits for connections to end; the socket itself is closed at once.
    server?.close();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Performs the acts of a fault whose scope is the listener. */
export function listenerStage(
  listeners: readonly Listener[],
  signal: AbortSignal,
  supervise: ((act: Act) => Promise<void>) | undefined,
): Stage {
  let proof: string | undefined;
  const onAll = async (perform: (listener: Listener) => Promise<Performed>): Promise<Performed> => {
    const results = await Promise.all(listeners.map(perform));
    const worst = results.find((each) => each.result !== "ok") ?? results[0];
    proof = worst?.note;
    return worst ?? { result: "failed", note: "no listener" };
  };
  return {
    proof: () => proof,
    perform: async (act) => {
      switch (act.kind) {
        case "refuse":
          return onAll((listener) => listener.refuse());
        case "fill-backlog":
          return onAll((listener) => listener.fillBacklog());
        case "sleep":
          return sleepUntil(act.ms, signal);
        case "silence":
          return { result: "ok" };
        default: {
          const performed = await performOnProcess(act, supervise);
          proof = performed.note ?? proof;
          return performed;
        }
      }
    },
  };
}

async function sleepUntil(ms: number, signal: AbortSignal): Promise<Performed> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return { result: signal.aborted ? "healed" : "ok" };
}

async function connectResult(at: Address): Promise<string> {
  return new Promise((resolve) => {
    const { address, port } = at;
    const socket = connect(isUnixSocket(at) ? { path: address } : { host: address, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve("connected");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
  });
}
