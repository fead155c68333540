import t from "tap";
import {
  classify,
  createRandom,
  defaultTopology,
  outline,
  settingOf,
  symptomName,
} from "@gatecrash/core";
import { createHealthyServer } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { ask } from "./conformance/raw-client.ts";
import { inject, rowsOf, upstreamWaits } from "./conformance/inject.ts";
import type { Row } from "./conformance/inject.ts";

/**
 * Each fault and variant of the catalogue is injected on loopback, a raw client asks, and what the
 * strict classifier says of the bytes and the ending must be the symptom that the fault declares.
 */
const catalogue = [...(await loadFaults()).values()];
const healthy = await createHealthyServer();
t.teardown(() => healthy.close());

const { connect_ms, read_ms } = defaultTopology.timeouts;

/** FIN and RST end a connection by themselves; for silence, patience has to run out. */
const long_patience_ms = 30_000;
const silent = new Set(["silent-before-head", "body-stalled", "request-unread"]);

function staysOpen({ fault, params, declared: { kind } }: Row): boolean {
  const last = outline(fault.script(params, createRandom("conformance"))).at(-1);
  return silent.has(kind) || last?.kind === "silence";
}

/** The symptom that the wire shows, the status it names, and whether the fault was delivered. */
async function shown(row: Row, repetition: number) {
  const injected = await inject(row, `conformance/${row.name}/${repetition}`, healthy);
  try {
    const view = await ask({
      address: injected.address,
      requests: settingOf(row.fault, row.params).requests,
      connect_ms,
      patience_ms: staysOpen(row) ? read_ms : long_patience_ms,
      speak: row.fault.scope === "request" ? Promise.resolve() : upstreamWaits(injected.facts),
    });
    const symptom = classify(view);
    if (view.connect === "ok" && row.fault.scope !== "listener") {
      await injected.facts.until((fact) => fact.kind === "delivered");
    }
    return {
      name: symptomName(symptom),
      status: symptom.status,
      delivered: injected.facts.delivered,
    };
  } finally {
    await injected.close();
  }
}

function expected({ declared }: Row, measured: { status: number | undefined }) {
  const status = declared.status ?? measured.status;
  return { name: symptomName(declared), status, delivered: true };
}

/** Those that show in plain HTTP/1 at an address: each other kind has a peer of its own. */
const rows = catalogue.flatMap(rowsOf).filter(({ fault, params }) => {
  const { tls, resolve, protocol } = settingOf(fault, params).topology;
  return tls === undefined && resolve === "never" && protocol === "http";
});

for (const family of new Set(rows.map((row) => row.family))) {
  t.test(`family ${family}`, async (t) => {
    const all = rows.filter((row) => row.family === family);
    const measured = all
      .filter((row) => row.fault.exclusive !== true)
      .map((row) => ({ row, result: shown(row, 0) }));
    // Settled together, so that a failure of one leaves no other at work.
    await Promise.allSettled(measured.map(({ result }) => result));
    for (const { row, result } of measured) {
      const seen = await result;
      t.same(seen, expected(row, seen), row.name);
    }
    for (const row of all.filter((each) => each.fault.exclusive === true)) {
      const seen = await shown(row, 0);
      t.same(seen, expected(row, seen), `${row.name}, alone`);
    }
  });
}

const repetitions = 20;

t.test("FIN and RST are told apart each time", async (t) => {
  const ending = rows.filter(
    (row) => row.params["ending"] === "fin" || row.params["ending"] === "rst",
  );
  t.ok(ending.length > 20, "the catalogue has faults whose ending is a parameter");
  for (const row of ending) {
    const results = await Promise.all(
      Array.from({ length: repetitions }, (_, repetition) => shown(row, repetition + 1)),
    );
    const misses = results.filter((seen) => seen.name !== symptomName(row.declared));
    t.same(misses, [], `${row.name}, ${repetitions} times`);
  }
});
