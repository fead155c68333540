import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { classify, createRandom, defaultTopology, settingOf, symptomName } from "@gatecrash/core";
import type { Address, RequestSpec } from "@gatecrash/core";
import { chooseForRequest, createHealthyServer, Upstream } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { Facts, inject, rowsOf } from "./conformance/inject.ts";
import type { Row } from "./conformance/inject.ts";
import { ask } from "./conformance/raw-client.ts";

/**
 * Faults that show in some of their requests only: a raw client makes them one after the other, on
 * connections of their own and to the servers in turn, and sees the symptom in just those.
 */
const catalogue = [...(await loadFaults()).values()];
const healthy = await createHealthyServer({ onRequest: chooseForRequest });
t.teardown(() => healthy.close());

const { connect_ms, read_ms } = defaultTopology.timeouts;

const rows = catalogue.flatMap(rowsOf).filter(({ fault, params }) => {
  const { topology, shows_in } = settingOf(fault, params);
  return topology.resolve === "never" && topology.check === "never" && shows_in !== undefined;
});

async function open(row: Row) {
  if (row.own_process) {
    const { address, close } = await inject(row, row.name, healthy);
    return { servers: [address], close };
  }
  const { journal } = new Facts();
  const upstream = new Upstream({ trial_id: row.name, journal, healthy });
  const { fault, params } = row;
  const { topology, when } = settingOf(fault, params);
  const servers: Address[] = [];
  while (servers.length < topology.upstreams) {
    servers.push(await upstream.listen({ address: "127.0.0.1", port: 0 }));
  }
  const { id, scope } = fault;
  const script = () => fault.script(params, createRandom(row.name));
  await upstream.inject({ id, fault: id, scope, when, seed: row.name, script });
  return { servers, close: () => upstream.close() };
}

async function shown(address: Address, request: RequestSpec): Promise<string> {
  if (request.after_ms !== undefined) await sleep(request.after_ms);
  const speak = Promise.resolve();
  const view = await ask({
    address,
    requests: [request],
    connect_ms,
    patience_ms: 4 * read_ms,
    speak,
  });
  return symptomName(classify(view));
}

t.ok(rows.length >= 4, "the catalogue has such faults");

for (const row of rows) {
  t.test(row.name, async (t) => {
    const { requests, shows_in = [], topology } = settingOf(row.fault, row.params);
    const { servers, close } = await open(row);
    try {
      for (const [index, request] of requests.entries()) {
        const at = (turn: number) => servers[turn % servers.length] as Address;
        let seen = await shown(at(index), request);
        // The next server, as a proxy would that may try once more.
        if (seen === "refused" && topology.retries > 0) seen = await shown(at(index + 1), request);
        const expected = shows_in.includes(index + 1) ? symptomName(row.declared) : "healthy";
        t.equal(seen, expected, `request ${index + 1}`);
      }
    } finally {
      await close();
    }
  });
}
