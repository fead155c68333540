import t from "tap";
import type { Configuration, Endpoint, Exchange, HealthCheck, TrialView } from "@gatecrash/core";
import { checksOf, connectionsOf } from "../src/connections.ts";
import type { Checks } from "../src/connections.ts";

/** A request that a server with the fault read: on which connection, and what is noted of it. */
interface Head {
  connection: number;
  note: string;
  /** It came whole; left out: true. */
  whole?: boolean;
}

const named = (path: string) => `GET ${path}, user-agent gatecrash-audit/r`;
const unnamed = (path: string) => `GET ${path}, user-agent not told`;

function view(heads: readonly Head[]): TrialView {
  const acted = heads.map(({ connection, note, whole = true }) =>
    whole
      ? { connection, index: 0, result: "ok", note }
      : { connection, index: 0, result: "peer-left" },
  );
  const trial = { audited: { route: "r", endpoints: ["e1"], faulty: ["e1"] } };
  return { trial, acted } as Partial<TrialView> as TrialView;
}

/** Connections by their numbers, those with the fault and the healthy ones. */
function exchange(
  heads: readonly Head[],
  opened: { faulty?: number[]; healthy?: number[]; status?: number },
): Exchange {
  const { faulty = [], healthy = [], status } = opened;
  const acts = heads.map(({ connection }) => ({
    ...{ connection, index: 0, act: { kind: "read-head" } },
  }));
  return {
    acts,
    opened: [
      ...faulty.map((connection) => ({ connection, faulty: true })),
      ...healthy.map((connection) => ({ connection, faulty: false })),
    ],
    ...(status === undefined ? {} : { answer: { status } }),
  } as Partial<Exchange> as Exchange;
}

function met(
  heads: readonly Head[],
  opened: Parameters<typeof exchange>[1],
  checks: Checks = new Map(),
) {
  const { foreign, ...told } = connectionsOf(view(heads), exchange(heads, opened), checks);
  return { ...told, foreign: [...foreign] };
}

const http = new Map([["e1", { kind: "http", path: "/health" } as HealthCheck]]);
const tcp = new Map([["e1", { kind: "tcp" } as HealthCheck]]);

t.test("without checks every connection is a try", (t) => {
  const heads = [{ connection: 1, note: named("/") }];
  t.same(met(heads, { faulty: [1, 2], healthy: [3] }), { tries: 3, requests_seen: 2, foreign: [] });
  t.same(met([], { faulty: [1] }), { tries: 1, requests_seen: 0, foreign: [] });
  t.end();
});

t.test("a request that did not come whole was not seen", (t) => {
  const heads = [
    { connection: 1, note: named("/"), whole: false },
    { connection: 2, note: named("/") },
  ];
  t.same(met(heads, { faulty: [1, 2] }), { tries: 2, requests_seen: 1, foreign: [] });
  t.end();
});

t.test("the client's name tells its requests from all others", (t) => {
  const heads = [
    { connection: 1, note: named("/") },
    { connection: 2, note: unnamed("/other") },
    { connection: 3, note: named("/") },
  ];
  for (const checks of [http, tcp])
    t.same(met(heads, { faulty: [1, 2, 3], status: 502 }, checks), {
      ...{ tries: 2, requests_seen: 2, foreign: [2] },
    });
  t.end();
});

t.test("where no name of the client comes: the path of its check tells", (t) => {
  const heads = [
    { connection: 1, note: unnamed("/health") },
    { connection: 2, note: unnamed("/orders") },
  ];
  t.same(met(heads, { faulty: [1, 2], status: 502 }, http), {
    ...{ tries: 1, requests_seen: 1, foreign: [1] },
  });
  const other = new Map([["e2", http.get("e1")!]]);
  t.match(met(heads, { faulty: [1, 2] }, other), { requests_seen: 2, foreign: [] }, "another's");
  const root = [{ connection: 1, note: unnamed("/") }];
  t.match(met(root, { faulty: [1] }, tcp), { requests_seen: 1 }, "a check that asks for nothing");
  t.end();
});

t.test("a check that names no path asks for /", (t) => {
  const check = new Map([["e1", { kind: "http" } as HealthCheck]]);
  const heads = [
    { connection: 1, note: unnamed("/") },
    { connection: 2, note: unnamed("/orders") },
  ];
  t.match(met(heads, { faulty: [1, 2] }, check), { requests_seen: 1, foreign: [1] });
  t.end();
});

t.test(
  "where there are checks, connections to healthy servers are one request if all went well",
  (t) => {
    t.match(met([], { healthy: [1, 2, 3], status: 200 }, tcp), { tries: 1, requests_seen: 1 });
    t.match(met([], { healthy: [1, 2, 3], status: 404 }, tcp), { tries: 1 }, "the server's own");
    t.match(met([], { healthy: [1, 2], status: 503 }, tcp), { tries: 0, requests_seen: 0 });
    t.match(met([], { healthy: [1, 2] }, tcp), { tries: 0 }, "no answer");
    t.match(met([], { faulty: [1], status: 200 }, tcp), { tries: 0 }, "nobody healthy was there");
    const tried = [{ connection: 1, note: named("/") }];
    t.match(met(tried, { faulty: [1], healthy: [2], status: 200 }, tcp), { tries: 2 });
    t.end();
  },
);

t.test("without an exchange there is nothing", (t) => {
  const told = connectionsOf(view([]), undefined, http);
  t.same(told, { tries: 0, requests_seen: 0, foreign: new Set() });
  t.end();
});

t.test("checks are those of endpoints that have one", (t) => {
  const [one, two] = [{ id: "e1", check: http.get("e1") }, { id: "e2" }];
  const groups = [{ endpoints: [one as Endpoint] }, { endpoints: [two as Endpoint] }];
  t.same([...checksOf({ groups } as Partial<Configuration> as Configuration)], [...http]);
  t.end();
});
