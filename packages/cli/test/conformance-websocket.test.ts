import t from "tap";
import { createRandom, defaultTopology, outline, settingOf, symptomName } from "@gatecrash/core";
import { createHealthyServer } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { classifyWebSocket } from "./conformance/classify-websocket.ts";
import { inject, rowsOf } from "./conformance/inject.ts";
import type { Row } from "./conformance/inject.ts";
import { ask } from "./conformance/raw-client.ts";

/**
 * Each fault and variant whose request asks for a WebSocket is injected on loopback, a raw client
 * asks, and what it saw must be the symptom that the fault declares.
 */
const catalogue = [...(await loadFaults()).values()];
const healthy = await createHealthyServer();
t.teardown(() => healthy.close());

const { connect_ms, read_ms } = defaultTopology.timeouts;

/** FIN and RST end a connection by themselves; for silence, patience has to run out. */
const long_patience_ms = 30_000;

const keyOf = ({ fault, params }: Row) =>
  settingOf(fault, params).requests[0]?.headers["sec-websocket-key"];

const rows = catalogue.flatMap(rowsOf).filter((row) => keyOf(row) !== undefined);

function staysOpen({ fault, params }: Row): boolean {
  return outline(fault.script(params, createRandom("conformance"))).at(-1)?.kind === "silence";
}

async function shown(row: Row, repetition: number): Promise<string> {
  const injected = await inject(row, `websocket/${row.name}/${repetition}`, healthy);
  try {
    const view = await ask({
      address: injected.address,
      requests: settingOf(row.fault, row.params).requests,
      connect_ms,
      patience_ms: staysOpen(row) ? read_ms : long_patience_ms,
      speak: Promise.resolve(),
    });
    await injected.facts.until((fact) => fact.kind === "delivered");
    return classifyWebSocket(view, keyOf(row) ?? "");
  } finally {
    await injected.close();
  }
}

t.ok(rows.length > 40, "the catalogue has faults of WebSocket");

for (const id of new Set(rows.map(({ fault }) => fault.id))) {
  t.test(id, async (t) => {
    const all = rows.filter(({ fault }) => fault.id === id);
    const seen = await Promise.all(all.map((row) => shown(row, 0)));
    for (const [index, row] of all.entries()) {
      t.equal(seen[index], symptomName(row.declared), row.name);
    }
  });
}

const repetitions = 20;

t.test("FIN and RST are told apart each time", async (t) => {
  for (const row of rows.filter(({ params }) => /^(?:fin|rst)$/.test(String(params["ending"])))) {
    const seen = await Promise.all(
      Array.from({ length: repetitions }, (_, repetition) => shown(row, repetition + 1)),
    );
    t.same(
      new Set(seen),
      new Set([symptomName(row.declared)]),
      `${row.name}, ${repetitions} times`,
    );
  }
});
