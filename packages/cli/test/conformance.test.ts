import t from "tap";
import { settingOf, symptomName } from "@gatecrash/core";
import { createHealthyServer } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { needsLane, rowsOf } from "./conformance/inject.ts";
import type { Row } from "./conformance/inject.ts";
import { expected, show } from "./conformance/show.ts";

/**
 * Each fault and variant of the catalogue is injected on loopback, a raw client asks, and what the
 * strict classifier says of the bytes and the ending must be the symptom that the fault declares.
 */
const catalogue = [...(await loadFaults()).values()];
const healthy = await createHealthyServer();
t.teardown(() => healthy.close());

/**
 * Those that show in plain HTTP/1 at an address: each other kind has a peer of its own. What acts on
 * packets is asked in a lane: see network-conformance.test.ts.
 */
const rows = catalogue.flatMap(rowsOf).filter((row) => {
  const { topology, requests, shows_in, symptoms } = settingOf(row.fault, row.params);
  // Requests beside each other, which have a test of their own.
  if (shows_in !== undefined || symptoms !== undefined) return false;
  const { tls, resolve, protocol, check, processing } = topology;
  // What only a health check meets is asked for by the proxy itself: the matrix shows it.
  if (check !== "never") return false;
  // So does who asks for ranges by itself, one after the other.
  if (processing === "slice") return false;
  const upgrades = requests.some(({ headers }) => headers["upgrade"] !== undefined);
  const plain = tls === undefined && resolve === "never" && protocol === "http";
  return plain && !upgrades && !needsLane(row);
});

async function shown(row: Row, repetition: number) {
  return show({ row, repetition, healthy });
}

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
