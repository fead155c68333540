import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createRandom,
  outline,
  processActs,
  settingOf,
  symptomOf,
  variantsOf,
} from "@gatecrash/core";
import type { ActKind, Address, AnyFault, CatalogueFault, Fact, Symptom } from "@gatecrash/core";
import { folder } from "@gatecrash/faults";
import { openRestarting, openWorker, restarts, Upstream } from "@gatecrash/upstream";
import type { HealthyServer, Journal, LaneNetwork } from "@gatecrash/upstream";

/** One fault with one set of parameters: a row of the matrix. */
export interface Row {
  name: string;
  family: string;
  fault: AnyFault;
  params: Record<string, unknown>;
  declared: Symptom;
  /** It needs an upstream process of its own. */
  own_process: boolean;
}

/** True if it acts on packets or routes, or on a container's memory, which takes a lane of its own. */
export function needsLane({ fault: { needs = [] } }: Pick<Row, "fault">): boolean {
  return needs.includes("firewall") || needs.includes("memory-limit");
}

/** True if a raw client can be shown it in a lane of netns: it is no name's, and nothing is under TLS. */
export function showsInLane(row: Row): boolean {
  const { topology } = settingOf(row.fault, row.params);
  const filters = row.fault.needs?.includes("firewall") === true;
  return filters && row.fault.scope !== "query" && topology.tls === undefined;
}

export function rowsOf({ family, fault }: CatalogueFault): Row[] {
  return variantsOf(fault).map(({ name, params }) => {
    const acts = outline(fault.script(params, createRandom("conformance")));
    return {
      name: name === "" ? fault.id : `${fault.id}~${name}`,
      family,
      fault,
      params,
      declared: symptomOf(fault, params),
      own_process: acts.some((act) => processActs.has(act.kind)),
    };
  });
}

/** What the upstream says of itself while a fault is at work. */
export class Facts {
  readonly all: Fact[] = [];
  readonly #waiting = new Set<() => void>();

  readonly journal: Journal = (fact) => {
    this.all.push(fact);
    for (const wake of [...this.#waiting]) wake();
  };

  /** Resolves when a fact fits. */
  async until(fits: (fact: Fact) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!this.all.some(fits)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  get delivered(): boolean {
    return this.all.some((fact) => fact.kind === "delivered");
  }
}

/** Acts in which a script waits for its peer: from here on the peer may speak. */
const waits: ReadonlySet<ActKind> = new Set<ActKind>([
  "read-client-hello",
  "read-head",
  "start-tls",
  "silence",
  "sleep",
  "stop-reading",
]);

/** Resolves when the upstream has begun a connection and waits for its peer. */
export async function upstreamWaits(facts: Facts): Promise<void> {
  await facts.until(
    (fact) => fact.kind === "act" && fact.connection > 0 && waits.has(fact.act.kind),
  );
}

export interface Injected {
  address: Address;
  facts: Facts;
  /** The client has seen all that it will see. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const settle_ms_max = 200;

const anywhere: Address = { address: "127.0.0.1", port: 0 };

/** Opens an upstream of its own with the fault active from the first connection on. */
export async function inject(
  row: Row,
  seed: string,
  healthy: HealthyServer,
  network?: LaneNetwork,
): Promise<Injected> {
  const facts = new Facts();
  if (row.own_process) return injectInProcess(row, seed, facts);
  const { fault, params } = row;
  const { journal } = facts;
  const lane = network ? { network } : {};
  const { topology } = settingOf(fault, params);
  const { protocol } = topology;
  const tls = topology.tls !== undefined;
  const setup = { trial_id: row.name, journal, healthy, protocol, tls };
  const upstream = new Upstream({ ...setup, ...lane });
  const address = await upstream.listen(
    topology.socket === "unix" ? newSocket() : ofItsOwn(network),
  );
  const script = (random: Parameters<AnyFault["script"]>[1]) => fault.script(params, random);
  const { id, scope, below_tls = false } = fault;
  await upstream.inject({ id: seed, fault: id, scope, when: {}, seed, below_tls, script });
  upstream.begin();
  return {
    address,
    facts,
    settle: () => upstream.settle(settle_ms_max),
    close: () => upstream.close(),
  };
}

let lane_addresses = 0;

/** A route stands in the way of an address: in a lane each row has one of its own. */
function ofItsOwn(network: LaneNetwork | undefined): Address {
  if (!network) return anywhere;
  lane_addresses += 1;
  return { address: `127.77.0.${lane_addresses}`, port: 0 };
}

let sockets = 0;

function newSocket(): Address {
  sockets += 1;
  return { address: join(tmpdir(), `gatecrash-${process.pid}-${sockets}.sock`), port: 0 };
}

async function injectInProcess(row: Row, seed: string, facts: Facts): Promise<Injected> {
  const worker = fileURLToPath(new URL("./worker.ts", import.meta.url));
  const { name, family, fault, params } = row;
  const acting = { fault: fault.id, params };
  const file = new URL(`${family}/${fault.id}.ts`, folder);
  const acts = outline(fault.script(params, createRandom("conformance")));
  // One that ends at its start cannot say where it would have listened.
  const ends = acts[0]?.kind === "exit";
  const again = restarts(fault.script(params, createRandom("conformance")));
  const openProcess = again ? openRestarting : openWorker;
  const upstream = await openProcess({
    command: { node: process.execPath, args: [...process.execArgv, worker, file.href] },
    setup: {
      trial_id: name,
      addresses: [ends ? await freeAddress() : anywhere],
      acting,
      fault: fault.id,
      when: {},
      scope: fault.scope,
      seed,
    },
    ...(fault.descriptors_max === undefined ? {} : { descriptors_max: fault.descriptors_max }),
    write: facts.journal,
    journal: facts.journal,
  });
  const address = upstream.addresses[0] ?? anywhere;
  return {
    address,
    facts,
    settle: () => upstream.settle(settle_ms_max),
    close: () => upstream.close(),
  };
}

/** An address at which nobody listens just now. */
async function freeAddress(): Promise<Address> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { address, port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return { address, port };
}
