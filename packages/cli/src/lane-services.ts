import type { Acting, Address, Random, Script, TrialSetup } from "@gatecrash/core";
import type { AgentParts } from "@gatecrash/runner/agent";
import { LaneDns, stampedJournal } from "@gatecrash/upstream";
import type { InjectionSetup, Moving, TrialName } from "@gatecrash/upstream";
import { speaksTls, writeAuthority } from "./lane-authority.ts";

type Resolve = (acting: Acting) => Promise<(random: Random) => Script>;

/** How long an answer of the lane's DNS may be kept: proxies count in seconds. */
const ttl_s = 1;

/** What a lane has besides its upstreams: the names of those trials that ask for one. */
export class LaneParts {
  readonly #resolve: Resolve;
  readonly #names = new Map<string, TrialName>();
  #address: (() => Address) | undefined;

  constructor(resolve: Resolve) {
    this.#resolve = resolve;
  }

  readonly openServices: AgentParts["openServices"] = async (setups, folder, address, write) => {
    const trusted = setups.some(speaksTls) ? await writeAuthority(folder) : {};
    this.#address = address;
    const named = setups.filter(({ topology }) => topology.resolve !== "never");
    if (named.length === 0) {
      const close = () => Promise.resolve();
      return { ...trusted, nameOf: () => undefined, routeOf: () => ({}), close };
    }
    const dns = await LaneDns.open(address());
    const faults = new Map<string, InjectionSetup>();
    for (const setup of named) {
      if (setup.scope === "query") faults.set(setup.trial_id, await this.#faultOf(setup));
    }
    const journal = stampedJournal(write);
    return {
      ...trusted,
      dns: dns.address,
      nameOf: (trial_id) => this.#names.get(trial_id),
      routeOf: ({ topology, route, trial_id }, upstreams) => {
        if (topology.resolve === "never") return {};
        const name = `${route}.upstream.test`;
        const record = { addresses: upstreams.map((each) => each.address), ttl_s };
        const fault = faults.get(trial_id);
        const given = { name, trial_id, record, journal, ...(fault ? { fault } : {}) };
        this.#names.set(trial_id, dns.add(given));
        return { name };
      },
      close: () => dns.close(),
    };
  };

  /** Lets the servers of a trial move, if a name leads to them. */
  movingOf({ trial_id, topology }: TrialSetup): Moving | undefined {
    const address = this.#address;
    if (topology.resolve === "never" || !address) return undefined;
    return {
      next: () => address().address,
      moved: (addresses) => {
        this.#names.get(trial_id)?.move(addresses.map((each) => each.address));
      },
    };
  }

  async #faultOf({ trial_id: id, acting, when, seed }: TrialSetup): Promise<InjectionSetup> {
    const fault = "fault" in acting ? acting.fault : "script";
    return { id, fault, scope: "query", when, seed, script: await this.#resolve(acting) };
  }
}
