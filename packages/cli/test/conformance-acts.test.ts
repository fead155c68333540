import t from "tap";
import { defaultTopology, settingOf } from "@gatecrash/core";
import { createHealthyServer } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { declaredOf } from "./conformance/declared.ts";
import type { Declared } from "./conformance/declared.ts";
import { inject, rowsOf, upstreamWaits } from "./conformance/inject.ts";
import type { Row } from "./conformance/inject.ts";
import { meet } from "./conformance/raw-peer.ts";
import { requests } from "./conformance/requests.ts";

/**
 * Each fault of the small protocols is injected on loopback, a raw peer asks in that protocol, and
 * what it sees must be what the acts of the fault say: every byte, and FIN, RST or silence.
 */
const catalogue = [...(await loadFaults()).values()];
const healthy = await createHealthyServer();
t.teardown(() => healthy.close());

const { connect_ms, read_ms } = defaultTopology.timeouts;

/** FIN and RST end a connection by themselves; only for silence does time have to pass. */
const patience_ms = 30_000;

async function seen(row: Row, protocol: keyof typeof requests, declared: Declared) {
  const injected = await inject(row, `conformance/${row.name}`, healthy);
  const { body_bytes = 0 } = settingOf(row.fault, row.params).requests[0] ?? {};
  try {
    const view = await meet({
      address: injected.address,
      request: requests[protocol].bytes("x".repeat(body_bytes)),
      declared,
      speak: row.fault.scope === "request" ? Promise.resolve() : upstreamWaits(injected.facts),
      connect_ms,
      silent_ms: read_ms,
      patience_ms,
    });
    if (row.fault.scope !== "listener") {
      await injected.facts.until((fact) => fact.kind === "delivered");
    }
    return { ...view, delivered: injected.facts.delivered };
  } finally {
    await injected.close();
  }
}

for (const protocol of Object.keys(requests) as (keyof typeof requests)[]) {
  t.test(protocol, async (t) => {
    const rows = catalogue
      .filter(({ fault }) => fault.protocols?.includes(protocol))
      .flatMap(rowsOf)
      // Those of a name and of TLS have tests of their own.
      .filter(({ fault, params }) => {
        const { topology } = settingOf(fault, params);
        return fault.scope !== "query" && topology.tls === undefined;
      });
    t.ok(rows.length > 10, "there are faults of this protocol");
    const all = rows.map((row) => {
      const declared = declaredOf(row, requests[protocol].head);
      return { row, declared, result: seen(row, protocol, declared) };
    });
    await Promise.allSettled(all.map(({ result }) => result));
    for (const { row, declared, result } of all) {
      const { bytes, ended } = declared;
      t.same(await result, { bytes, ended, delivered: true }, row.name);
    }
  });
}
