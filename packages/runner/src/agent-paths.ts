import { isUnixSocket } from "@gatecrash/core";
import type { Address, Lane, WorldSpec } from "@gatecrash/core";

/** Where the agent of a lane finds what the proxy sees at a path. */
export class AgentPaths {
  readonly #root: string;

  constructor({ inside }: Pick<Lane, "inside">) {
    this.#root = inside.shared ?? "";
  }

  file(path: string): string {
    return `${this.#root}${path}`;
  }

  address(at: Address): Address {
    return isUnixSocket(at) ? { ...at, address: this.file(at.address) } : at;
  }

  /** A world whose servers listen where the proxy will find them. */
  world(spec: WorldSpec): WorldSpec {
    const servers = spec.servers.map((server) => {
      const listen = this.address(server.listen ?? server.address);
      return { ...server, listen };
    });
    return { ...spec, servers };
  }
}
