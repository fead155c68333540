import { counts } from "@gatecrash/core";
import type { CoverageRow } from "@gatecrash/core";
import t from "tap";
import haproxy from "../src/haproxy.ts";
import nginx from "../src/nginx.ts";

const rowsOf = (driver: typeof nginx) => driver.coverage?.rows ?? [];
const idsFor = (driver: typeof nginx, line: string) =>
  rowsOf(driver)
    .filter((row) => row.matches?.test(line))
    .map(({ id }) => id);

for (const driver of [nginx, haproxy]) {
  t.test(`${driver.id}: every row can be recognised, and says why it does not count`, (t) => {
    const ids = new Set<string>();
    const wrong: string[] = [];
    for (const row of rowsOf(driver)) {
      if (ids.has(row.id)) wrong.push(`${row.id} stands twice`);
      ids.add(row.id);
      if (!row.matches && !row.shows) wrong.push(`${row.id}: neither a line nor an outcome`);
      if (/[gy]/.test(row.matches?.flags ?? "")) wrong.push(`${row.id}: keeps state between lines`);
      if ((row.because === undefined) !== counts(row)) wrong.push(`${row.id}: counts, or a reason`);
      if (row.level === "none" && !row.known_by) wrong.push(`${row.id}: how is it recognised?`);
    }
    t.same(wrong, []);
    t.end();
  });
}

t.test("nginx: as many rows as there are facts", (t) => {
  t.equal(rowsOf(nginx).length, 277);
  t.equal(rowsOf(nginx).filter(counts).length, 227);
  t.end();
});

const request = 'client: 127.0.0.1, server: t1, request: "GET / HTTP/1.1", host: "t1"';
const said = (level: string, text: string) =>
  `2026/01/31 10:00:00 [${level}] 12#12: *3 ${text}, ${request}`;

t.test("nginx: lines as they were seen", (t) => {
  for (const [line, ...ids] of [
    [
      said("error", "connect() failed (111: Connection refused) while connecting to upstream"),
      "conn-refused",
      "ka-then-refused",
      "stream-refused",
    ],
    [
      said("error", "upstream prematurely closed connection while reading upstream"),
      "body-closed",
      "ka-retry",
      "ka-retry-post",
      "h2-eof-race",
    ],
    [
      said(
        "error",
        'upstream sent duplicate header line: "Content-Length: 5", previous value: "Content-Length: 6" while reading response header from upstream',
      ),
      "hdr-cl-dup",
    ],
    [
      said(
        "warn",
        'upstream sent duplicate header line: "Date: x", previous value: "Date: y", ignored while reading response header from upstream',
      ),
      "hdr-dup-ignored",
    ],
    ["2026/01/31 10:00:00 [error] 12#12: short DNS response", "dns-short"],
    [
      'nginx: [emerg] host not found in upstream "x.test" in /etc/nginx.conf:3',
      "cfg-host-not-found",
    ],
    [
      said("error", "no live upstreams while connecting to upstream"),
      "bal-no-live",
      "stream-nolive",
    ],
  ] as const) {
    t.same(idsFor(nginx, line).sort(), [...ids].sort(), line.slice(0, 120));
  }
  t.end();
});

t.test("nginx: bytes of the upstream or the client that look like a message are none", (t) => {
  const quoted =
    'upstream sent invalid header: "x: connect() failed (111: Connection refused)\\x00" while reading response header from upstream';
  const found = idsFor(nginx, said("error", quoted));
  t.ok(found.includes("http-invalid-header"));
  t.notOk(found.includes("conn-refused"));
  const path = `${said("info", "client closed connection")}, request: "GET /no live upstreams"`;
  t.same(idsFor(nginx, path), []);
  t.end();
});

t.test("HAProxy: states by their letters, results of checks by their words", (t) => {
  const state = (ts: string, st = 502) =>
    `{"fe":"t1","be":"t1","srv":"upstream1","st":${st},"ts":"${ts}","rc":"0"}`;
  t.same(idsFor(haproxy, state("SH--")), ["SH"]);
  t.same(idsFor(haproxy, state("sH--")), ["sH"]);
  t.same(idsFor(haproxy, state("----")), ["--"]);
  t.same(idsFor(haproxy, state("CC--", -1)).sort(), ["CC", "status-1"]);
  for (const [line, id] of [
    [
      'Server t1/upstream1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left.',
      "L4CON",
    ],
    [
      "Health check for server t1/upstream1 succeeded, reason: Layer7 check passed, code: 200, check duration: 1ms, status: 1/1 UP.",
      "L7OK",
    ],
    [
      "Health check for server t1/upstream1 conditionally succeeded, reason: Layer7 check conditionally passed, code: 404",
      "L7OKC",
    ],
  ] as const) {
    t.same(idsFor(haproxy, line), [id]);
  }
  t.end();
});

t.test("HAProxy: every letter pair is a state that its source knows", (t) => {
  const states = rowsOf(haproxy).filter(({ id }) => id.length === 2);
  const odd = states.filter((row: CoverageRow) => !/^[-cCsSPRIDKUL][-RQCHDLT]$/.test(row.id));
  t.same(
    odd.map(({ id }) => id),
    [],
  );
  t.end();
});
