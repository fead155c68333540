import type { Address } from "@gatecrash/core";
import { writeAnswer } from "./message.ts";
import { openDnsServer } from "./server.ts";
import type { DnsServer } from "./server.ts";
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
  readonly #trials = new Map<string, TrialName>();
  readonly #server: DnsServer;

  private constructor(zone: Zone, server: DnsServer, trials: Map<string, TrialName>) {
    this.zone = zone;
    this.#server = server;
    this.#trials = trials;
  }

  /** @throws Error with an errno such as EADDRINUSE */
  static async open(
    address: Address,
    fallback?: (name: string) => NameRecord | undefined,
  ): Promise<LaneDns> {
    const zone = new Zone(fallback);
    const trials = new Map<string, TrialName>();
    const server = await openDnsServer(address, (query) => {
      const { question } = query;
      const trial = trials.get(question.name);
      if (trial) void trial.answer(query);
      else void query.reply(writeAnswer(question, zone.find(question.name)));
    });
    return new LaneDns(zone, server, trials);
  }

  get address(): Address {
    return this.#server.address;
  }

  /** Adds the name of a trial; lower case. */
  add(options: Omit<TrialNameOptions, "zone">): TrialName {
    const name = new TrialName({ ...options, zone: this.zone });
    this.#trials.set(options.name, name);
    return name;
  }

  async close(): Promise<void> {
    for (const name of this.#trials.values()) name.close();
    await this.#server.close();
  }
}
