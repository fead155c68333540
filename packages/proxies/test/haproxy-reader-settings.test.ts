import t from "tap";
import type { Configuration } from "@gatecrash/core";
import { reader } from "../src/haproxy/reader/index.ts";
import { textSource } from "./support/source.ts";

const head = "defaults\n  mode http\n";

function read(text: string, files: Record<string, string> = {}): Configuration {
  return reader.read(textSource({ "/etc/haproxy/haproxy.cfg": text, ...files }));
}

/** The settings of the one route through `listen`, and of its servers. */
function listen(lines: string[], before = ""): Configuration {
  return read(
    `${before}${head}listen l\n  bind :80\n${lines.map((line) => `  ${line}\n`).join("")}`,
  );
}

const settingsOf = (lines: string[], before = "") =>
  listen([...lines, "server s 10.0.0.1:80"], before).routes[0]?.settings;
const endpointOf = (options: string, lines: string[] = []) =>
  listen([...lines, `server s 10.0.0.1:80 ${options}`]).groups[0]?.endpoints[0];

t.test("what is in force where nothing is set", async (t) => {
  const settings = settingsOf([]);
  t.same(settings, {
    connect_timeout_ms: { value: 0, directive: "timeout connect" },
    send_timeout_ms: { value: 0, directive: "timeout server" },
    read_timeout_ms: { value: 0, directive: "timeout server" },
    queue_timeout_ms: { value: 0, directive: "timeout connect" },
    retry_time_ms: { value: 0, directive: "retries" },
    tries_max: { value: 4, directive: "retries" },
    retry_on: { value: ["connect"], directive: "retry-on" },
    retry_non_idempotent: { value: false, directive: "retry-on" },
    redispatch: { value: false, directive: "option redispatch" },
    response_buffering: { value: false, directive: "http-response wait-for-body" },
    request_buffering: { value: false, directive: "http-request wait-for-body" },
    head_bytes_max: { value: 15_360, directive: "tune.bufsize" },
    request_body_bytes_max: { value: 0, directive: "http-request" },
    error_pages: [],
    intercept_errors: { value: false, directive: "http-response return" },
    upgrade: { value: true, directive: "option http-keep-alive" },
  });
  t.match(endpointOf(""), {
    ...{ protocol: "http", backup: false, disabled: false, resolved: "never" },
    ...{ tls: undefined, check: undefined, failures_max: undefined, connections_max: undefined },
  });
});

t.test("timeouts, retries and redispatch", async (t) => {
  const lines = [
    "timeout connect 300",
    "timeout server 1m",
    "timeout queue 2s",
    "timeout tunnel 1h",
  ];
  t.match(settingsOf(lines), {
    connect_timeout_ms: { value: 300, at: { line: 5, text: "timeout connect 300" } },
    read_timeout_ms: { value: 60_000 },
    send_timeout_ms: { value: 60_000 },
    queue_timeout_ms: { value: 2_000 },
    tunnel_timeout_ms: { value: 3_600_000 },
  });
  t.match(settingsOf(["retries 0", "option redispatch 1", "retry-on all-retryable-errors 404"]), {
    tries_max: { value: 1 },
    redispatch: { value: true },
    retry_non_idempotent: { value: true },
  });
  t.same(settingsOf(["retry-on conn-failure empty-response 503"])?.retry_on.value, [
    "connect",
    "closed",
    "status-503",
  ]);
  t.same(settingsOf(["retry-on none"])?.retry_on.value, []);
  const safe = ["retry-on response-timeout", "http-request disable-l7-retry if METH_POST"];
  t.match(settingsOf(safe), { retry_non_idempotent: { value: false, at: { line: 6 } } });
  t.equal(settingsOf(["option redispatch", "no option redispatch"])?.redispatch.value, false);
});

t.test("buffers, error pages and caches", async (t) => {
  const bodies = ["option http-buffer-request", "http-response wait-for-body time 1s"];
  t.match(settingsOf(bodies), {
    request_buffering: { value: true, directive: "option http-buffer-request" },
    response_buffering: { value: true },
  });
  const large = "global\n  tune.bufsize 32k\n  tune.maxrewrite 2048\n";
  t.equal(settingsOf([], large)?.head_bytes_max.value, 30_720);
  const pages = settingsOf(
    ["errorfiles branded 504", "errorfile 503 /e/503.http", "errorloc303 500 https://e.test/"],
    "http-errors branded\n  errorfile 503 /b/503.http\n  errorfile 504 /b/504.http\n",
  )?.error_pages.map(({ value }) => value);
  t.same(pages, [
    { statuses: [500], becomes: 303, target: "https://e.test/" },
    { statuses: [503], target: "/e/503.http" },
    { statuses: [504], target: "/b/504.http" },
  ]);
  const cached = settingsOf(
    ["http-request cache-use c", "http-response cache-store c"],
    "cache c\n  max-age 240\n",
  )?.cache?.value;
  t.same(cached, { statuses: [200], seconds: 240, stale_on_error: false });
  const masks = ["http-response return status 200 if { status 500:599 }"];
  t.equal(settingsOf(masks)?.intercept_errors.value, true);
});

t.test("options of servers, and those of default-server", async (t) => {
  t.match(
    endpointOf("check", ["default-server inter 1s fall 5 rise 1 maxconn 10 ssl verify none"]),
    {
      connections_max: { value: 10, at: { line: 5 } },
      check: { kind: "tcp", interval_ms: { value: 1_000 }, fall: { value: 5 }, rise: { value: 1 } },
      tls: { verify: { value: false }, sni: { value: "" }, oldest_protocol: { value: "" } },
    },
  );
  t.match(endpointOf("no-check no-ssl", ["default-server check ssl"]), {
    check: undefined,
    tls: undefined,
  });
  t.match(endpointOf("enabled", ["default-server disabled"]), { disabled: false });
  t.match(endpointOf("observe layer7 error-limit 4"), { failures_max: { value: 4 } });
  t.match(endpointOf("observe layer4"), { failures_max: { value: 10, directive: "error-limit" } });
  t.match(endpointOf("ssl ca-file a.pem crt c.pem sni str(x.test) no-sslv3 no-tlsv10 no-tlsv11"), {
    tls: {
      ...{
        verify: { value: true },
        sni: { value: "x.test" },
        oldest_protocol: { value: "TLSv1.2" },
      },
      ...{ client_certificate: { value: "c.pem" }, authorities: { value: "a.pem" } },
    },
  });
  t.equal(endpointOf("proto h2")?.protocol, "h2");
  t.equal(endpointOf("ssl alpn h2,http/1.1")?.protocol, "h2");
  t.equal(endpointOf("proto fcgi")?.protocol, "fastcgi");
  t.match(endpointOf("check addr 10.0.0.9 port 81"), {
    check: { address: { host: "10.0.0.9", port: 81 } },
  });
});

t.test("how servers are probed", async (t) => {
  const kinds: [lines: string[], check: object][] = [
    [["option httpchk"], { kind: "http", path: "/" }],
    [["option httpchk /alive"], { kind: "http", path: "/alive" }],
    [["option httpchk HEAD /alive HTTP/1.1"], { kind: "http", path: "/alive" }],
    [["option httpchk", "http-check send meth GET uri /up"], { kind: "http", path: "/up" }],
    [["option httpchk", "option redis-check"], { kind: "other", path: undefined }],
    [["option mysql-check user x"], { kind: "other" }],
    [[], { kind: "tcp" }],
  ];
  for (const [lines, check] of kinds)
    t.match(endpointOf("check", lines)?.check, check, lines.join());
});

t.test("servers whose address only the DNS tells, when the proxy runs already", async (t) => {
  const late = (written: string) =>
    listen([`server s ${written}`]).groups[0]?.endpoints[0]?.found_late === true;
  t.ok(late("_http._tcp.api.internal resolvers r"), "a service stands in no hosts file");
  t.ok(late("api.internal:80 resolvers r init-addr none"));
  t.ok(late("api.internal:80 resolvers r init-addr last,none"));
  t.notOk(late("api.internal:80 resolvers r"), "it is looked up at the start, too");
  t.notOk(late("api.internal:80 resolvers r init-addr last,libc,none"));
  t.notOk(late("api.internal:80 init-addr none"), "nobody will ever ask");
  t.notOk(late("10.0.0.1:80 resolvers r init-addr none"));
});

t.test("addresses of servers", async (t) => {
  const addresses: [written: string, address: object, resolved?: string][] = [
    ["10.0.0.1:80", { kind: "tcp", host: "10.0.0.1", port: 80 }],
    ["[2001:db8::1]:80", { kind: "tcp", host: "2001:db8::1", port: 80 }],
    ["ipv6@::1:81", { kind: "tcp", host: "::1", port: 81 }],
    ["api.internal:8080", { kind: "tcp", host: "api.internal", port: 8_080 }, "start"],
    ["api.internal:8080 resolvers r", { kind: "tcp", host: "api.internal" }, "watched"],
    ["/run/a.sock", { kind: "unix", path: "/run/a.sock" }],
    ["unix@/run/a.sock", { kind: "unix", path: "/run/a.sock" }],
    ["abns@x", { kind: "unix", path: "@x" }],
    ["10.0.0.1", { kind: "tcp", host: "10.0.0.1", port: 0 }],
  ];
  for (const [written, address, resolved = "never"] of addresses) {
    const { groups } = listen([`server s ${written}`]);
    t.match(groups[0]?.endpoints, [{ address, resolved }], written);
  }
  const template = listen(["server-template web 2-4 x.internal:80 check"]).groups[0]?.endpoints;
  t.same(
    template?.map(({ id }) => id),
    ["l/web2", "l/web3", "l/web4"],
  );
});

t.test("addresses that are listened on", async (t) => {
  const bound = (bind: string) => read(`${head}listen l\n  bind ${bind}\n  server s 10.0.0.1:80\n`);
  t.same(
    bound(":80,10.1.1.1:8080").fronts.map(({ id }) => id),
    ["l/0.0.0.0:80", "l/10.1.1.1:8080"],
  );
  t.match(bound("*:443 ssl crt /x.pem alpn h2,http/1.1").fronts, [{ tls: true, http2: true }]);
  t.match(bound(":443 ssl crt /x.pem ca-file /ca.pem verify optional accept-proxy").fronts, [
    { proxy_protocol: true, client_certificate: "optional", http2: false },
  ]);
  t.match(bound("/run/l.sock mode 660 user www group web"), {
    fronts: [{ address: { kind: "unix", path: "/run/l.sock" } }],
    needs: {
      users: [{ name: "www" }],
      groups: [{ name: "web" }],
      files: [{ path: "/run", kind: "folder" }],
    },
  });
  t.equal(bound("ipv4@:8000-8003").fronts.length, 4);
  const many = bound(":1000-2000");
  t.equal(many.fronts.length, 16);
  t.match(many.notes, [{ message: /only the first 16 ports/ }]);
  t.match(bound("quic4@:443 ssl crt /x.pem alpn h3"), {
    fronts: [],
    notes: [{ message: /not looked at/ }, {}],
  });
});

t.test("what it needs of the machine", async (t) => {
  const { needs } = read(
    `global
  log logs.internal:1514 local0
  log /dev/log local1
  log stdout format raw local2
  chroot /var/lib/haproxy
  user haproxy
  group haproxy
  crt-base /certs
  ca-base /ca
  lua-load /lua/a.lua
  stats socket /run/haproxy/admin.sock user ops
resolvers r
  nameserver a 10.0.0.53:53
  nameserver b 10.0.0.54
peers p
  peer one 10.0.9.1:1024
mailers m
  mailer x mail.internal:25
${head}listen l
  bind :443 ssl crt site.pem crt /certs/all/ crt-list /certs/list.txt
  acl a src -f /etc/haproxy/nets.lst
  source 10.0.0.77
  server s1 a.internal:80 ssl ca-file in.pem crt me.pem agent-check agent-port 9000
  server s2 b.internal:80 resolvers r source 10.0.0.78:0
`,
    {
      "/certs/list.txt": "# list\none.pem [alpn h2] a.test\n/abs/two.pem\n",
      "/certs/all/x.pem": "",
    },
  );
  t.same(needs.files.map(({ path, kind }) => `${kind} ${path}`).sort(), [
    "authorities /ca/in.pem",
    "certificate-and-key /abs/two.pem",
    "certificate-and-key /certs/me.pem",
    "certificate-and-key /certs/one.pem",
    "certificate-and-key /certs/site.pem",
    "folder /certs/all/",
    "folder /run/haproxy",
    "folder /var/lib/haproxy",
    "other /certs/list.txt",
    "other /etc/haproxy/nets.lst",
    "script /lua/a.lua",
  ]);
  t.same(
    needs.users.map(({ name }) => name),
    ["haproxy", "ops"],
  );
  t.same(needs.names.map(({ name, when }) => `${name} ${when}`).sort(), [
    "a.internal start",
    "b.internal watched",
    "logs.internal start",
    "mail.internal start",
  ]);
  t.match(needs.resolvers, [
    { address: "10.0.0.53", port: 53 },
    { address: "10.0.0.54", port: 53 },
  ]);
  t.same(needs.others.map(({ what }) => what).sort(), [
    "agent-check",
    "log",
    "log",
    "mail",
    "peer",
  ]);
  t.match(needs.others[0]?.address, { host: "logs.internal", port: 1_514 });
  t.same(
    needs.bind_addresses.map(({ address }) => address),
    ["10.0.0.78", "10.0.0.77"],
  );
});

t.test("balance and kept connections", async (t) => {
  const group = (...lines: string[]) => listen([...lines, "server s 10.0.0.1:80"]).groups[0];
  t.match(group(), { balance: { value: "roundrobin" }, keepalive: { value: true } });
  t.match(group("balance uri depth 2", "option http-server-close"), {
    balance: { value: "uri depth 2", at: { line: 5 } },
    keepalive: { value: false, directive: "option http-server-close" },
  });
  t.match(group("http-reuse never"), { keepalive: { value: false } });
  t.match(group("option httpclose", "no option httpclose"), { keepalive: { value: true } });
});
