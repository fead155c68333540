import t from "tap";
import { createRandom, defaultTopology, outline, settingOf, symptomName } from "@gatecrash/core";
import { createHealthyServer, openAuthority } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { classifyTls } from "./conformance/classify-tls.ts";
import { inject, rowsOf, upstreamWaits } from "./conformance/inject.ts";
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

const { read_ms } = defaultTopology.timeouts;

/** FIN and RST end a connection by themselves; for silence, patience has to run out. */
const long_patience_ms = 30_000;

const rows = catalogue.flatMap(rowsOf).filter((row) => tlsOf(row) !== undefined);

function tlsOf({ fault, params }: Row) {
  return settingOf(fault, params).topology.tls;
}

function staysOpen({ fault, params }: Row): boolean {
  return outline(fault.script(params, createRandom("conformance"))).at(-1)?.kind === "silence";
}

async function shown(row: Row, repetition: number) {
  const injected = await inject(row, `tls/${row.name}/${repetition}`, healthy);
  try {
    const view = await askTls({
      address: injected.address,
      authority,
      sni: tlsOf(row)?.sni ?? true,
      method: "GET",
      patience_ms: staysOpen(row) ? read_ms : long_patience_ms,
      speak: upstreamWaits(injected.facts),
    });
    await injected.facts.until((fact) => fact.kind === "delivered");
    return classifyTls(view);
  } finally {
    await injected.close();
  }
}

/** Details that name the cause: what they look like on the wire. */
const looks: Record<string, readonly string[]> = {
  "tls-failed/old-version": ["tls-failed/alert-70"],
  "tls-failed/no-shared-cipher": ["tls-failed/alert-40"],
  "tls-failed/client-certificate-1-2": ["tls-failed/alert-40"],
  "tls-failed/client-certificate-1-3": ["tls-failed/alert-116"],
  "tls-failed/needs-server-name": ["tls-failed/alert-40", "tls-failed/alert-112"],
  "untrusted-certificate/needs-server-name": ["untrusted-certificate/wrong-name"],
};

function looksLike({ declared }: Row): readonly string[] {
  const name = symptomName(declared);
  return looks[name] ?? [name];
}

t.ok(rows.length > 60, "the catalogue has faults of TLS");

t.test("each fault of TLS shows what it declares", async (t) => {
  const measured = rows.map((row) => ({ row, result: shown(row, 0) }));
  await Promise.allSettled(measured.map(({ result }) => result));
  for (const { row, result } of measured) {
    const seen = await result;
    t.ok(looksLike(row).includes(seen), `${row.name}: ${seen}`);
  }
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
    const misses = results.filter((seen) => !looksLike(row).includes(seen));
    t.same(misses, [], `${row.name}, ${repetitions} times`);
  }
});
