import { classify, createRandom, outline, settingOf, symptomName } from "@gatecrash/core";
import type { Fact, Symptom } from "@gatecrash/core";
import type { HealthyServer, LaneNetwork } from "@gatecrash/upstream";
import { inject, needsLane, upstreamWaits } from "./inject.ts";
import type { Row } from "./inject.ts";
import { ask } from "./raw-client.ts";

export interface ShowOptions {
  row: Row;
  repetition: number;
  healthy: HealthyServer;
  /** The network of the lane that this process runs in. */
  network?: LaneNetwork;
}

/** What a raw client was shown of a fault. */
export interface Shown {
  name: string;
  status: number | undefined;
  delivered: boolean;
}

/** FIN and RST end a connection by themselves; for silence, patience has to run out. */
const long_patience_ms = 30_000;
const silent = new Set(["silent-before-head", "body-stalled", "request-unread"]);

function staysOpen({ fault, params, declared: { kind } }: Row): boolean {
  const last = outline(fault.script(params, createRandom("conformance"))).at(-1);
  return silent.has(kind) || last?.kind === "silence";
}

/** The symptom that the wire shows, the status it names, and whether the fault was delivered. */
export async function show({ row, repetition, healthy, network }: ShowOptions): Promise<Shown> {
  const { fault, params } = row;
  const { requests, topology } = settingOf(fault, params);
  const seed = `conformance/${row.name}/${repetition}`;
  const injected = await inject(row, seed, healthy, network);
  try {
    const view = await ask({
      address: injected.address,
      requests,
      connect_ms: Math.min(topology.timeouts.connect_ms, lane_patience_ms),
      patience_ms: patience(row),
      // What a proxy would meet that tries again.
      again: topology.retries > 0,
      speak: awaitsUpstream(row) ? upstreamWaits(injected.facts) : Promise.resolve(),
    });
    const symptom = classify(view);
    await injected.settle();
    if (needsLane(row)) await injected.facts.until(isCounted);
    else if (view.connect === "ok" && fault.scope !== "listener") {
      await injected.facts.until((fact) => fact.kind === "delivered");
    }
    return {
      name: nameOf(symptom, row),
      status: symptom.status,
      delivered: injected.facts.delivered,
    };
  } finally {
    await injected.close();
  }
}

/** In a lane a filter is set while the client waits, which takes its time on a busy machine. */
const lane_patience_ms = 3_000;

function patience(row: Row): number {
  if (!staysOpen(row)) return long_patience_ms;
  if (needsLane(row)) return lane_patience_ms;
  return settingOf(row.fault, row.params).topology.timeouts.read_ms;
}

/** The receipt is there, or it is known that there will be none. */
function isCounted(fact: Fact): boolean {
  return fact.kind === "delivered" || (fact.kind === "acted" && fact.result === "failed");
}

/** True if what the upstream does comes before the request; the healthy server waits for one. */
function awaitsUpstream({ fault, own_process }: Row): boolean {
  return fault.scope === "connection" || (fault.scope === "listener" && own_process);
}

/** A row of the network shows its kind; what more its detail says, the client's kernel knows. */
function nameOf(symptom: Symptom, { fault }: Row): string {
  const plain = fault.scope === "listener" || needsLane({ fault });
  return plain ? symptom.kind : symptomName(symptom);
}

/** What it must have been shown. */
export function expected(row: Row, measured: Pick<Shown, "status">): Shown {
  const { declared } = row;
  const status = declared.status ?? measured.status;
  return { name: nameOf(declared, row), status, delivered: true };
}
