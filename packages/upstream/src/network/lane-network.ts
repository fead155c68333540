import type { ActOf, NetworkTools } from "@gatecrash/core";
import { Nft } from "./nft.ts";
import { tableText } from "./rules.ts";
import type { FilterTarget } from "./rules.ts";
import { ToolShell } from "./tool-shell.ts";

/** A filter at work. */
export interface Filter {
  /** How many packets it has taken so far. @throws Error with what nft said */
  taken(): Promise<number>;
  /** Takes it out of the packets' way. Never throws. */
  remove(): Promise<void>;
}

/** The network of a lane whose packets, routes and addresses are ours. */
export class LaneNetwork {
  readonly #shell = new ToolShell();
  readonly #nft: Nft;
  readonly #ip: readonly string[];
  #tables = 0;

  constructor({ nft, ip }: NetworkTools) {
    this.#nft = new Nft(nft, this.#shell);
    this.#ip = ip;
  }

  /**
   * Sets a filter, in a table of its own: trials run side by side in one network.
   * @throws Error with what nft said
   */
  async filter(target: FilterTarget, act: ActOf<"filter">): Promise<Filter> {
    if (target.server.address.includes(":")) throw new Error("only IPv4 packets are filtered");
    this.#tables += 1;
    const order = this.#tables;
    const name = `gatecrash_${process.pid}_${order}`;
    await this.#nft.change(tableText({ name, order }, target, act));
    return {
      taken: () => this.#nft.counted(name),
      // A namespace that ends takes its tables with it.
      remove: () => this.#nft.change(`delete table inet ${name}\n`).catch(() => undefined),
    };
  }

  /**
   * Lets a route of this type stand in the way to an address, and says how to remove it. It is set
   * in the table of local addresses, which is looked up first and holds those of the lane.
   * @throws Error with what ip said
   */
  async route(type: string, address: string): Promise<() => Promise<void>> {
    const words = [type, `${address}/32`, "table", "local"];
    await this.#shell.run([...this.#ip, "route", "add", ...words]);
    return async () => {
      await this.#shell.run([...this.#ip, "route", "del", ...words]).catch(() => undefined);
    };
  }

  /**
   * Gives the lane's loopback an address outside of 127.0.0.0/8, such as 10.0.3.7.
   * @throws Error with what ip said
   */
  async addAddress(address: string): Promise<void> {
    await this.#shell.run([...this.#ip, "address", "replace", address, "dev", "lo"]);
  }

  /** Ends the shell that its tools run in; what was set ends with the lane. */
  close(): void {
    this.#shell.close();
  }
}
