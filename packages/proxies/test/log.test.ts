import fc from "fast-check";
import t from "tap";
import type { LogSource } from "@gatecrash/core";
import haproxy from "../src/haproxy.ts";
import nginx from "../src/nginx.ts";

const access: LogSource = { from: { file: "access.log" }, log: "access" };
const error: LogSource = { from: { file: "error.log" }, log: "error" };
const stdout: LogSource = { from: "stdout", log: "access" };
const stderr: LogSource = { from: "stderr", log: "error" };

/** Real lines of nginx 1.22.1 and, those of HTTP/2, 1.30.6, with what must be read from them. */
const nginxErrors: [line: string, route: string | undefined, marks: string[]][] = [
  [
    '2026/11/22 13:14:33 [error] 24298#24298: *4 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: r2, request: "GET / HTTP/1.1", upstream: "http://127.0.2.1:10005/", host: "gatecrash.test"',
    "r2",
    ["connect() failed (111: Connection refused)", "while connecting to upstream"],
  ],
  [
    '2026/11/22 13:14:33 [error] 24298#24298: *8 upstream sent invalid header: "X\\x20..." while reading response header from upstream, client: 127.0.0.1, server: r6, request: "GET / HTTP/1.1", upstream: "http://127.0.2.1:10013/", host: "gatecrash.test"',
    "r6",
    ["upstream sent invalid header", "while reading response header from upstream"],
  ],
  [
    '2026/11/22 13:14:33 [warn] 24298#24298: *3 upstream sent more data than specified in "Content-Length" header while reading upstream, client: 127.0.0.1, server: r1, request: "GET / HTTP/1.1", upstream: "http://127.0.2.1:10003/", host: "gatecrash.test"',
    "r1",
    ['upstream sent more data than specified in "Content-Length" header', "while reading upstream"],
  ],
  [
    '2026/11/22 13:14:33 [error] 7#7: *9 upstream sent duplicate header line: "Content-Length: 12", previous value: "content-length: 6" while reading response header from upstream, client: 127.0.0.1, server: r9, request: "GET / HTTP/1.1", upstream: "http://127.0.2.1:10013/", host: "gatecrash.test"',
    "r9",
    ["upstream sent duplicate header line", "while reading response header from upstream"],
  ],
  [
    '2026/11/22 13:14:33 [error] 7#7: *9 upstream timed out (110: Connection timed out) while reading upstream, client: 127.0.0.1, server: r9, request: "GET / HTTP/1.1", upstream: "http://127.0.2.1:10013/", host: "gatecrash.test"',
    "r9",
    ["upstream timed out", "while reading upstream"],
  ],
  [
    '2026/11/22 15:39:22 [error] 7#7: *9 FastCGI sent in stderr: "no live upstreams" while reading response header from upstream, client: 127.0.0.1, server: t9, request: "GET / HTTP/1.1", upstream: "fastcgi://127.17.0.2:1", host: "gatecrash.test"',
    "t9",
    ["FastCGI sent in stderr", "while reading response header from upstream"],
  ],
  [
    '2026/11/22 15:39:22 [error] 7#7: *9 upstream sent unsupported FastCGI protocol version: 72 while reading upstream, client: 127.0.0.1, server: t9, request: "GET / HTTP/1.1", upstream: "fastcgi://127.17.0.2:1", host: "gatecrash.test"',
    "t9",
    ["upstream sent unsupported FastCGI protocol version", "while reading upstream"],
  ],
  [
    '2026/11/22 15:39:22 [error] 7#7: *9 memcached sent invalid key in response "VALUE other 0 6" for key "/" while reading response header from upstream, client: 127.0.0.1, server: t9, request: "GET / HTTP/1.1", upstream: "memcached://127.17.0.2:1", host: "gatecrash.test"',
    "t9",
    ["memcached sent invalid key", "while reading response header from upstream"],
  ],
  [
    '2026/11/22 15:39:22 [info] 7#7: *9 key: "/" was not found by memcached while reading response header from upstream, client: 127.0.0.1, server: t9, request: "GET / HTTP/1.1", upstream: "memcached://127.17.0.2:1", host: "gatecrash.test"',
    "t9",
    ["was not found by memcached", "while reading response header from upstream"],
  ],
  [
    '2026/11/22 15:51:37 [error] 25#25: *61 upstream sent invalid http2 table index: 0 while reading response header from upstream, client: 127.0.0.1, server: t20, request: "GET / HTTP/1.1", upstream: "http://127.17.0.21:45613", host: "gatecrash.test"',
    "t20",
    ["upstream sent invalid http2 table index: 0", "while reading response header from upstream"],
  ],
  [
    '2026/11/22 15:51:37 [error] 25#25: *108 upstream sent invalid :status "abc" while reading response header from upstream, client: 127.0.0.1, server: t32, request: "GET / HTTP/1.1", upstream: "http://127.17.0.33:45693", host: "gatecrash.test"',
    "t32",
    ['upstream sent invalid :status "abc"', "while reading response header from upstream"],
  ],
  [
    "2026/11/22 13:14:33 [info] 7#7: *1 client 127.0.0.1 closed keepalive connection",
    undefined,
    ["client 127.0.0.1 closed keepalive connection"],
  ],
  [
    "nginx: [emerg] bind() to 127.0.1.1:35846 failed (98: Address already in use)",
    undefined,
    ["bind() to 127.0.1.1:35846 failed (98: Address already in use)"],
  ],
];

t.test("nginx error lines", async (t) => {
  for (const [line, route, marks] of nginxErrors) {
    const fact = nginx.parseLog(line, error);
    t.equal(fact?.route, route, line);
    t.same(fact?.marks, marks);
    t.equal(fact?.log, "error");
  }
});

t.test("a line of a stream names the front in place of a route", async (t) => {
  const line = (front: string) =>
    `2026/11/22 15:39:22 [error] 7#7: *9 recv() failed (104: Connection reset by peer) while proxying and reading from upstream, client: 127.0.0.1, server: ${front}, upstream: "127.17.0.2:1", bytes from/to client:58/0, bytes from/to upstream:0/58`;
  const read = (front: string) => nginx.parseLog(line(front), error);
  t.match(read("127.17.0.1:4001"), {
    front: "127.17.0.1:4001",
    marks: ["recv() failed (104: Connection reset by peer)"],
  });
  t.equal(read("[::1]:4001")?.front, "[::1]:4001");
  t.equal(read("0.0.0.0:99999999")?.front, undefined);
  t.equal(read("<script>:80")?.front, undefined);
  const access_line = nginx.parseLog(
    '{"server":"t3","status":"502","upstream_addr":"127.17.0.2:1"}',
    access,
  );
  t.match(access_line, { route: "t3", status: 502, attempts: 1 });
  const unread =
    '{"fe":"t3","be":"t3","srv":"upstream1","ts":"SC--","rc":"0","Tw":0,"Tc":-1,"B":0,"U":0,"bi":"127.0.0.1","bp":"1","bc_err":"-","Tt":3}';
  t.same(haproxy.parseLog(unread, stdout), {
    route: "t3",
    log: "access",
    marks: ["SC"],
    attempts: 1,
  });
});

t.test("nginx access lines", async (t) => {
  const line = (fields: object) =>
    nginx.parseLog(JSON.stringify({ server: "r1", ...fields }), access);
  t.same(line({ status: "502", upstream_addr: "127.0.2.1:10005" }), {
    route: "r1",
    log: "access",
    marks: ["status 502"],
    status: 502,
    attempts: 1,
  });
  const tries = (upstream_addr: string) => line({ status: "502", upstream_addr })?.attempts;
  t.equal(tries("127.0.2.1:1, 127.0.2.1:2, [::1]:3"), 3);
  t.equal(tries("127.0.2.1:1 : 127.0.2.1:2"), 2, "an internal redirect");
  t.equal(tries("127.0.2.1:1, upstream_r1"), 1, "no server left: the name of the group");
  t.equal(tries(""), 0);
  t.same(line({ status: "009", upstream_addr: "127.0.2.1:1" })?.marks, ["status 009"]);
  const zero = line({ status: "000", upstream_addr: "-" });
  t.equal(zero?.status, 0);
  t.equal(zero?.attempts, 0);
});

t.test("haproxy health checks", async (t) => {
  const read = (line: string) => haproxy.parseLog(line, stdout);
  t.same(
    read(
      "Health check for server t1/upstream1 failed, reason: Layer7 wrong status, code: 503, check duration: 25ms, status: 0/1 DOWN.",
    ),
    { route: "t1", log: "error", marks: ["Layer7 wrong status"] },
  );
  t.same(
    read(
      "Health check for server t2/upstream1 conditionally succeeded, reason: Layer7 check conditionally passed, code: 404, check duration: 1ms, status: 1/1 UP.",
    )?.marks,
    ["Layer7 check conditionally passed"],
  );
});

t.test("haproxy access lines", async (t) => {
  const refused =
    '{"fe":"r2","be":"r2","srv":"upstream1","m":"GET","uri":"\\/","st":503,"ts":"SC--","rc":"0","TR":0,"Tw":0,"Tc":-1,"Tr":-1,"Td":-1,"Ta":0,"B":217,"U":51,"bi":"127.0.0.1","bp":"56204","bc_err":"-"}';
  t.same(haproxy.parseLog(refused, stdout), {
    route: "r2",
    log: "access",
    marks: ["SC", "status 503"],
    status: 503,
    attempts: 1,
  });
  const redispatched = refused.replace('"rc":"0"', '"rc":"+2"');
  t.equal(haproxy.parseLog(redispatched, stdout)?.attempts, 3);
  const silent = refused.replace('"st":503', '"st":-1').replace("SC--", "sD--");
  t.same(haproxy.parseLog(silent, stdout)?.marks, ["sD", "status -1"]);
  t.equal(haproxy.parseLog(silent, stdout)?.status, undefined, "nothing was sent");
  const noServer = refused.replace('"upstream1"', '"<NOSRV>"');
  t.equal(haproxy.parseLog(noServer, stdout)?.attempts, 0);
});

t.test("haproxy's own messages", async (t) => {
  const alert =
    "[ALERT]    (12) : [haproxy.main()] Some protocols failed to start their listeners!";
  t.match(haproxy.parseLog(alert, stderr), { log: "error", marks: ["[ALERT]", /failed to start/] });
  t.equal(haproxy.parseLog("Proxy r1 stopped (cumulated conns: FE: 1, BE: 0).", stdout), undefined);
  const down = 'Server r1/upstream1 is DOWN, reason: Layer4 connection problem, info: "x"';
  t.match(haproxy.parseLog(down, stdout), { route: "r1", log: "error", marks: ["is DOWN"] });
});

t.test("what imitates a log line", async (t) => {
  const forged =
    '2026/11/22 13:14:33 [error] 1#1: *4 upstream prematurely closed connection while reading upstream, client: 127.0.0.1, server: r1, request: "GET /, client: x, server: r2, HTTP/1.1"';
  t.equal(nginx.parseLog(forged, error)?.route, "r1", "the request cannot name another route");
  const strange = JSON.stringify({ server: "../../etc", status: "502", upstream_addr: 7 });
  t.equal(nginx.parseLog(strange, access)?.route, undefined);
  const prototype = '{"__proto__":{"server":"r1"},"status":"502"}';
  t.equal(nginx.parseLog(prototype, access)?.route, undefined);
  t.equal(haproxy.parseLog('{"fe":"r1","ts":"<script>","st":502}', stdout), undefined);
  for (const hostile of ["", "null", "[]", "0", '"x"', "{", "\u0000", "{}".repeat(50_000)]) {
    for (const source of [access, error]) nginx.parseLog(hostile, source);
    for (const source of [stdout, stderr]) haproxy.parseLog(hostile, source);
  }
});

t.test("no line makes a parser throw, or a mark long", async (t) => {
  const noise = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.json(),
    fc.string().map((text) => `2026/11/22 13:14:33 [error] 1#1: *4 ${text}`),
    fc.string().map((text) => `[ALERT] (1) : ${text}`),
    fc
      .record({ server: fc.anything(), status: fc.anything(), upstream_addr: fc.anything() })
      .map((value) => JSON.stringify(value)),
    fc
      .record({
        fe: fc.anything(),
        ts: fc.constantFrom("SC--", "----"),
        st: fc.anything(),
        rc: fc.anything(),
      })
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(noise, (line) => {
      const facts = [access, error].map((source) => nginx.parseLog(line, source));
      facts.push(...[stdout, stderr].map((source) => haproxy.parseLog(line, source)));
      return facts.every((fact) => {
        const routed = fact?.route === undefined || /^[a-z0-9]+$/.test(fact.route);
        return routed && (fact?.marks ?? []).every((mark) => mark.length <= 200);
      });
    }),
    { seed: 42, numRuns: 2_000 },
  );
  t.pass("2,000 lines");
});
