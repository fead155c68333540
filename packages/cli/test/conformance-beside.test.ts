import t from "tap";
import { classify, defaultTopology, settingOf, symptomName } from "@gatecrash/core";
import type { RequestSpec } from "@gatecrash/core";
import { createHealthyServer } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { inject, rowsOf } from "./conformance/inject.ts";
import type { Injected } from "./conformance/inject.ts";
import { ask } from "./conformance/raw-client.ts";

/**
 * Faults that need requests beside each other: raw clients make them all at the same time, and each
 * sees what its request is said to meet. Where they wait in the proxy, only the matrix can show it.
 */
const catalogue = [...(await loadFaults()).values()];
const healthy = await createHealthyServer();
t.teardown(() => healthy.close());

const { connect_ms, read_ms } = defaultTopology.timeouts;

const rows = catalogue.flatMap(rowsOf).filter(({ fault, params }) => {
  const { symptoms, topology } = settingOf(fault, params);
  return symptoms !== undefined && topology.requests_max === 0;
});

t.ok(rows.length >= 4, "the catalogue has such faults");

async function shown({ address }: Injected, request: RequestSpec): Promise<string> {
  const speak = Promise.resolve();
  const view = await ask({
    address,
    requests: [request],
    connect_ms,
    patience_ms: read_ms,
    speak,
  });
  return symptomName(classify(view));
}

for (const row of rows) {
  t.test(row.name, async (t) => {
    const { requests, symptoms = [] } = settingOf(row.fault, row.params);
    const injected = await inject(row, `conformance/${row.name}`, healthy);
    try {
      const seen = await Promise.all(requests.map((request) => shown(injected, request)));
      t.same(seen, symptoms.map(symptomName));
    } finally {
      await injected.close();
    }
  });
}
