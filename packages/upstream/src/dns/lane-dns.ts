import { ownerOf } from "@gatecrash/core";
import type { Address } from "@gatecrash/core";
import { FoundNames } from "./found-names.ts";
import { addressesFor, writeAnswer } from "./message.ts";
import { openDnsServer } from "./server.ts";
import type { DnsServer, Query } from "./server.ts";
import { TrialName } from "./trial-name.ts";
import type { TrialNameOptions } from "./trial-name.ts";
import { Zone } from "./zone.ts";
import type { NameRecord } from "./zone.ts";

/**
 * The DNS server of a lane. Names of trials have faults of their own; every other name gets what
 * the zone says, and what that does not know, the fallback.
 */
export class LaneDns {
  readonly zone: Zone;
  /** Names of the zone for which an address was given. */
  readonly found: FoundNames;
  readonly #trials = new Map<string, TrialName>();
  readonly #servers: [DnsServer, ...DnsServer[]];
  readonly #handle: (query: Query) => void;

  private constructor(
    zone: Zone,
    found: FoundNames,
    server: DnsServer,
    handle: (query: Query) => void,
    trials: Map<string, TrialName>,
  ) {
    this.zone = zone;
    this.found = found;
    this.#servers = [server];
    this.#handle = handle;
    this.#trials = trials;
  }

  /** @throws Error with an errno such as EADDRINUSE */
  static async open(
    address: Address,
    fallback?: (name: string) => NameRecord | undefined,
  ): Promise<LaneDns> {
    const zone = new Zone(fallback);
    const found = new FoundNames();
    const trials = new Map<string, TrialName>();
    const handle = (query: Query) => {
      const { question } = query;
      const name = ownerOf(question.name);
      const trial = trials.get(name);
      if (trial) {
        void trial.answer(query);
        return;
      }
      const record = zone.find(name);
      void query.reply(writeAnswer(question, record));
      if (addressesFor(question.type, record?.addresses ?? []).length > 0) found.add(name);
    };
    const server = await openDnsServer(address, handle);
    return new LaneDns(zone, found, server, handle, trials);
  }

  /** The first address it listens at. */
  get address(): Address {
    return this.#servers[0].address;
  }

  /**
   * Listens at one more address, and knows the same names there.
   * @throws Error with an errno such as EADDRINUSE
   */
  async listen(address: Address): Promise<Address> {
    const server = await openDnsServer(address, this.#handle);
    this.#servers.push(server);
    return server.address;
  }

  /** Adds the name of a trial; lower case. */
  add(options: Omit<TrialNameOptions, "zone">): TrialName {
    const name = new TrialName({ ...options, zone: this.zone });
    this.#trials.set(options.name, name);
    return name;
  }

  async close(): Promise<void> {
    for (const name of this.#trials.values()) name.close();
    await Promise.all(this.#servers.map((server) => server.close()));
  }
}
