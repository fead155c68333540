import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import {
  createRandom,
  defaultTopology,
  outline,
  settingOf,
  suits,
  symptomName,
} from "@gatecrash/core";
import { createHealthyServer, openAuthority } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { classifyTls } from "./conformance/classify-tls.ts";
import { inject, needsLane, rowsOf, upstreamWaits } from "./conformance/inject.ts";
import type { Row } from "./conformance/inject.ts";
import { askTls } from "./conformance/tls-client.ts";

/**
 * Each fault and variant that shows in TLS is injected on loopback, a strict TLS client asks, and
 * what it saw must be the symptom that the fault declares.
 */
const catalogue = [...(await loadFaults()).values()];
const { certificate: authority, identity } = await openAuthority();
await identity("good");
const healthy = await createHealthyServer();
t.teardown(() => healthy.close());

const { connect_ms } = defaultTopology.timeouts;

/** What was sent before the silence must have arrived by then. */
const patience_ms = 500;

const rows = catalogue
  .flatMap(rowsOf)
  .filter((row) => tlsOf(row) !== undefined && !needsLane(row))
  .filter(({ fault }) => suits(fault, "http") || suits(fault, "tcp"))
  // What only a health check meets is asked for by the proxy itself: the matrix shows it.
  .filter(({ fault, params }) => settingOf(fault, params).topology.check === "never");

function tlsOf({ fault, params }: Row) {
  return settingOf(fault, params).topology.tls;
}

function staysOpen({ fault, params }: Row): boolean {
  return outline(fault.script(params, createRandom("conformance"))).at(-1)?.kind === "silence";
}

async function shown(row: Row, repetition: number) {
  const injected = await inject(row, `tls/${row.name}/${repetition}`, healthy);
  const delivered = injected.facts.until((fact) => fact.kind === "delivered");
  try {
    const view = await askTls({
      address: injected.address,
      authority,
      sni: tlsOf(row)?.sni ?? true,
      method: "GET",
      // FIN and RST end a connection by themselves.
      give_up: staysOpen(row) ? delivered.then(() => sleep(patience_ms)) : never,
      speak: upstreamWaits(injected.facts),
    });
    await delivered;
    return { name: classifyTls(view), handshake_ms: view.handshake_ms };
  } finally {
    await injected.close();
  }
}

const never = new Promise<never>(() => undefined);

/** Details that name the cause: what they look like on the wire. */
const looks: Record<string, readonly string[]> = {
  "tls-failed/plain-answers": ["tls-failed/plain"],
  "tls-failed/plain-speaks-first": ["tls-failed/plain"],
  "tls-failed/old-version": ["tls-failed/alert-70"],
  "tls-failed/no-shared-cipher": ["tls-failed/alert-40"],
  "tls-failed/client-certificate-1-2": ["tls-failed/alert-40"],
  "tls-failed/client-certificate-1-3": [42, 48, 116].map((number) => `tls-failed/alert-${number}`),
  "tls-failed/needs-server-name": ["tls-failed/alert-40", "tls-failed/alert-112"],
  "untrusted-certificate/needs-server-name": ["untrusted-certificate/wrong-name"],
};

function isAsDeclared({ declared, ...row }: Row, seen: Awaited<ReturnType<typeof shown>>): boolean {
  const name = symptomName(declared);
  // A handshake that is only slow: this client waits longer than a proxy would.
  const slow = name === "tls-silent" && !staysOpen({ declared, ...row });
  if (slow) return seen.name === "healthy" && seen.handshake_ms >= connect_ms;
  return (looks[name] ?? [name]).includes(seen.name);
}

t.ok(rows.length > 60, "the catalogue has faults of TLS");

/** Handshakes at the same time: each takes the processor for some milliseconds. */
const width = 8;

t.test("each fault of TLS shows what it declares", async (t) => {
  const waiting = [...rows];
  const worker = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      const seen = await shown(row, 0);
      t.ok(isAsDeclared(row, seen), `${row.name}: ${seen.name}`);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
});

const repetitions = 10;

t.test("FIN and RST are told apart each time", async (t) => {
  const ending = rows.filter(
    ({ params }) => params["ending"] === "fin" || params["ending"] === "rst",
  );
  t.ok(ending.length > 15, "there are faults whose ending is a parameter");
  for (const row of ending) {
    const results = await Promise.all(
      Array.from({ length: repetitions }, (_, repetition) => shown(row, repetition + 1)),
    );
    const misses = results.filter((seen) => !isAsDeclared(row, seen));
    t.same(misses, [], `${row.name}, ${repetitions} times`);
  }
});
