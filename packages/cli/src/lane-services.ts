import { createRandom, networkActs, outline } from "@gatecrash/core";
import type {
  Acting,
  Address,
  NetworkTools,
  Random,
  Route,
  Script,
  TrialSetup,
} from "@gatecrash/core";
import type { AgentParts } from "@gatecrash/runner/agent";
import { LaneDns, LaneNetwork, stampedJournal } from "@gatecrash/upstream";
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
  #network: LaneNetwork | undefined;

  constructor(resolve: Resolve) {
    this.#resolve = resolve;
  }

  /** One for the whole lane, because it numbers what it sets. */
  networkOf(tools: NetworkTools | undefined): LaneNetwork | undefined {
    if (tools) this.#network ??= new LaneNetwork(tools);
    return this.#network;
  }

  readonly openServices: AgentParts["openServices"] = async (
    setups,
    folder,
    address,
    write,
    tools,
  ) => {
    const trusted = setups.some(speaksTls) ? await writeAuthority(folder) : {};
    this.#address = address;
    const named = setups.filter(({ topology }) => topology.resolve !== "never");
    if (named.length === 0) {
      const close = () => Promise.resolve();
      return { ...trusted, nameOf: () => undefined, routeOf: () => ({}), close };
    }
    const dns = await LaneDns.open(address());
    const faults = new Map<string, InjectionSetup>();
    const servers = new Map<string, Address>();
    for (const setup of named.filter(({ scope }) => scope === "query")) {
      const fault = await this.#faultOf(setup);
      faults.set(setup.trial_id, fault);
      if (actsOnPackets(fault)) servers.set(setup.trial_id, await dns.listen(address()));
    }
    const network = this.networkOf(tools);
    const journal = stampedJournal(write);
    return {
      ...trusted,
      dns: dns.address,
      nameOf: (trial_id) => this.#names.get(trial_id),
      routeOf: ({ topology, route, trial_id }, upstreams): Partial<Route> => {
        if (topology.resolve === "never") return {};
        const name = `${route}.upstream.test`;
        const port = upstreams[0]?.port ?? 0;
        const record = { addresses: upstreams.map((each) => each.address), ttl_s, port };
        const fault = faults.get(trial_id);
        const server = servers.get(trial_id);
        const given = { name, trial_id, record, journal, ...(fault ? { fault } : {}) };
        const own = server ? { server, ...(network ? { network } : {}) } : {};
        this.#names.set(trial_id, dns.add({ ...given, ...own }));
        return { name, ...(server ? { dns: server } : {}) };
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

/** What it does to packets would be done to those of other trials, too, had it no server of its own. */
function actsOnPackets({ script, seed }: InjectionSetup): boolean {
  return outline(script(createRandom(seed))).some(({ kind }) => networkActs.has(kind));
}
