import { rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { isUnixSocket } from "@gatecrash/core";
import type { Address } from "@gatecrash/core";
import { openFullBacklog } from "./backlog.ts";
import type { FullBacklog } from "./backlog.ts";
import { connectResult } from "./connect-result.ts";
import type { Performed } from "./performed.ts";

/** A listening socket that can be made to refuse or to leave connects unanswered, and be healed. */
export class Listener {
  readonly #accept: (socket: Socket) => void;
  #address: Address;
  #server: Server | undefined;
  #backlog: FullBacklog | undefined;
  #back: NodeJS.Timeout | undefined;

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

  /**
   * Stops listening, for good or for so long; established connections go on. The file of a unix
   * socket stays.
   */
  async refuse(ms?: number): Promise<Performed> {
    if (isUnixSocket(this.#address)) await this.#closeAndKeepFile();
    else await this.#closeSocket();
    if (ms !== undefined) this.#back = setTimeout(() => void this.heal(), ms).unref();
    return this.#shown("ECONNREFUSED");
  }

  /** Stops listening, and no file of a unix socket stays. */
  async removeSocket(): Promise<Performed> {
    if (!isUnixSocket(this.#address)) return { result: "failed", note: "it is no unix socket" };
    await this.#closeSocket();
    return this.#shown("ENOENT");
  }

  /** Proves what a proxy meets with a connect of our own. */
  async #shown(expected: string): Promise<Performed> {
    const said = await connectResult(this.#address);
    const result = said === expected ? "ok" : "failed";
    return { result, note: `a connect of our own gave ${said}` };
  }

  async fillBacklog(): Promise<Performed> {
    await this.#closeSocket();
    try {
      this.#backlog = await openFullBacklog(this.#address);
      return { result: "ok", note: this.#backlog.proof };
    } catch (error) {
      return { result: "failed", note: String(error) };
    }
  }

  /** Listens as before, whatever was done to it. */
  async heal(): Promise<void> {
    clearTimeout(this.#back);
    await this.#backlog?.close();
    this.#backlog = undefined;
    if (this.#server) return;
    await this.#removeFile();
    await this.listen();
  }

  async close(): Promise<void> {
    clearTimeout(this.#back);
    await this.#backlog?.close();
    this.#backlog = undefined;
    await this.#closeSocket();
    await this.#removeFile();
  }

  /** The file of a unix socket that nobody listens on would keep others from listening. */
  async #removeFile(): Promise<void> {
    if (isUnixSocket(this.#address)) await rm(this.#address.address, { force: true });
  }

  /** Node removes the file of a socket that it closes, so the file goes aside meanwhile. */
  async #closeAndKeepFile(): Promise<void> {
    const { address } = this.#address;
    await rename(address, `${address}.aside`);
    await this.#closeSocket();
    await rename(`${address}.aside`, address);
  }

  async #closeSocket(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    // The callback waits for connections to end; the socket itself is closed at once.
    server?.close();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
