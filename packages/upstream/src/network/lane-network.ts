import type { ActOf, NetworkTools } from "@gatecrash/core";
import { Nft } from "./nft.ts";
import { tableText } from "./rules.ts";
import type { FilterTarget } from "./rules.ts";
import { ToolShell } from "./tool-shell.ts";

/** An image may have no /etc/protocols to look its name up in. */
const tcp_number = "6";

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
  /** The look-up of local addresses stands behind rules of ours. */
  #behind: Promise<unknown> | undefined;

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
   * As `route`, for TCP alone: a rule that is asked before the table of local addresses is.
   * @throws Error with what ip said
   */
  async routeTcp(type: string, address: string): Promise<() => Promise<void>> {
    this.#behind ??= this.#moveLocalBehind();
    await this.#behind;
    const words = ["to", `${address}/32`, "ipproto", tcp_number, type, "pref", "0"];
    await this.#shell.run([...this.#ip, "rule", "add", ...words]);
    return async () => {
      await this.#shell.run([...this.#ip, "rule", "del", ...words]).catch(() => undefined);
    };
  }

  /** It is the first rule of all, and cannot be preceded: so it is set once more, further behind. */
  async #moveLocalBehind(): Promise<void> {
    await this.#shell.run([...this.#ip, "rule", "add", "lookup", "local", "pref", "1"]);
    await this.#shell.run([...this.#ip, "rule", "del", "lookup", "local", "pref", "0"]);
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
