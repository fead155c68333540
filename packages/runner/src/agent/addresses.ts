import { connect, createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { isUnixSocket } from "@gatecrash/core";
import type { Address, TrialSetup } from "@gatecrash/core";

/**
 * Addresses of 127.0.0.0/8, one for each upstream, so that two upstreams never share a port and a
 * port that was freed is not taken by a neighbour. Where the system has 127.0.0.1 alone (macOS),
 * all share it and differ by port.
 */
export class LoopbackAddresses {
  readonly #prefix: string | undefined;
  #next = 0;

  private constructor(prefix: string | undefined) {
    this.#prefix = prefix;
  }

  /** `key` keeps lanes that share a host apart: the process id, say. */
  static async open(key: number): Promise<LoopbackAddresses> {
    const prefix = `127.${16 + (key % 200)}`;
    const usable = await reserve(`${prefix}.0.1`, 1).then(
      () => true,
      () => false,
    );
    return new LoopbackAddresses(usable ? prefix : undefined);
  }

  /** The next address; port 0: the kernel chooses one. */
  next(): Address {
    this.#next += 1;
    const { high, low } = { high: this.#next >> 8, low: this.#next & 255 };
    return { address: this.#prefix ? `${this.#prefix}.${high}.${low}` : "127.0.0.1", port: 0 };
  }
}

/** Free ports at an address, for a server that must be told its ports before it starts. */
export async function reserve(address: string, count: number): Promise<Address[]> {
  const servers: Server[] = [];
  try {
    for (let index = 0; index < count; index += 1) servers.push(await listen(address));
    return servers.map((server) => ({ address, port: (server.address() as AddressInfo).port }));
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** The same free port for several addresses: a name leads to all of them, and has one port. */
export async function samePort(addresses: readonly Address[]): Promise<Address[]> {
  const [first] = addresses;
  if (!first) return [];
  const [{ port } = first] = await reserve(first.address, 1);
  return addresses.map(({ address }) => ({ address, port }));
}

/** Where the upstreams of a trial may listen: a socket each, or an address with any free port. */
export async function upstreamAddresses(
  { route, topology }: Pick<TrialSetup, "route" | "topology">,
  addresses: LoopbackAddresses,
): Promise<Address[]> {
  const { resolve, socket, upstreams } = topology;
  const apart = Array.from({ length: upstreams }, (_, index) =>
    socket === "unix" ? { address: `./${route}-${index + 1}.sock`, port: 0 } : addresses.next(),
  );
  return resolve === "never" || socket === "unix" ? apart : samePort(apart);
}

/** Gives a free port to each address that has none. */
export async function reserveEach(addresses: readonly Address[]): Promise<Address[]> {
  const reserved = await Promise.all(
    addresses.map(async (at) => (isUnixSocket(at) || at.port > 0 ? [at] : reserve(at.address, 1))),
  );
  return reserved.flat();
}

/** So long may a proxy close sockets while it dies. */
export const dying_ms_max = 100;

/** True if nobody listens at an address. */
export async function isRefused(at: Address): Promise<boolean> {
  return isGone(at, 0);
}

/**
 * True if nobody listens at an address, or if who did ends within the patience. A process that dies
 * closes its sockets one by one, and one that listens may be the last (Linux, task_work).
 */
export async function isGone(at: Address, patience_ms: number): Promise<boolean> {
  const { address, port } = at;
  return new Promise((resolve) => {
    const socket = connect(isUnixSocket(at) ? { path: address } : { host: address, port });
    const end = (gone: boolean) => {
      resolve(gone);
      socket.resetAndDestroy();
    };
    socket.once("connect", () => {
      if (patience_ms === 0) end(false);
      else setTimeout(end, patience_ms, false);
    });
    socket.once("end", () => {
      end(true);
    });
    socket.resume();
    socket.once("error", (error: NodeJS.ErrnoException) => {
      const { code } = error;
      resolve(code === "ECONNREFUSED" || code === "ENOENT" || code === "ECONNRESET");
    });
  });
}

async function listen(address: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: address, port: 0 }, resolve);
  });
  return server;
}
