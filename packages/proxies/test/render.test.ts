import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { parseVersion, processings, topologySchema } from "@gatecrash/core";
import type { LaunchSpec, ProxyDriver, RenderContext, Topology } from "@gatecrash/core";
import haproxy from "../src/haproxy.ts";
import nginx from "../src/nginx.ts";

const drivers = [nginx, haproxy];

const topologies: Record<string, Topology> = {
  default: topologySchema.parse({}),
  "several upstreams, retries, kept connections": topologySchema.parse({
    upstreams: 3,
    retries: 2,
    keepalive: true,
    timeouts: { connect_ms: 1_234, send_ms: 2_345, read_ms: 3_456 },
  }),
  "one upstream, retries": topologySchema.parse({ retries: 1 }),
  "passive checks": topologySchema.parse({ check: "passive", upstreams: 2 }),
  "checks that connect, over TLS": topologySchema.parse({
    check: "tcp",
    tls: { verify: false, sni: true },
  }),
  "checks that ask": topologySchema.parse({ check: "http" }),
  "no buffering, no limit of the body": topologySchema.parse({
    buffering: false,
    request_body_max_bytes: 0,
  }),
  "a name, looked up at each request": topologySchema.parse({ resolve: "request" }),
  "a name, looked up again and again": topologySchema.parse({ resolve: "watched" }),
  ...Object.fromEntries(
    (["fastcgi", "scgi", "uwsgi", "memcached", "tcp"] as const).map((protocol) => [
      `${protocol}, retries, kept connections`,
      topologySchema.parse({ protocol, upstreams: 2, retries: 1, keepalive: true }),
    ]),
  ),
  "a backup, checked servers": topologySchema.parse({ upstreams: 3, backups: 1, check: "http" }),
  "a backup, passive checks": topologySchema.parse({ upstreams: 2, backups: 1, check: "passive" }),
  "limits of requests": topologySchema.parse({ requests_max: 2 }),
  "limits of requests and of the queue": topologySchema.parse({ requests_max: 2, queue_max: 1 }),
  "bytes passed on unread, a backup, limits": topologySchema.parse({
    protocol: "tcp",
    upstreams: 2,
    backups: 1,
    requests_max: 2,
    queue_max: 1,
  }),
  "whole bodies are waited for": topologySchema.parse({ timeouts: { body_ms: 400 } }),
  "a head that never came is a failed try": topologySchema.parse({
    retries: 1,
    retry_on: "no-head",
  }),
  ...Object.fromEntries(
    Object.keys(processings).map((processing) => [
      `processing: ${processing}`,
      topologySchema.parse({ processing }),
    ]),
  ),
  gRPC: topologySchema.parse({ protocol: "grpc", keepalive: true }),
};

const dns = { address: "127.8.0.2", port: 40_053 };

/** What the installed binary cannot be set up as is left out. */
function rendered(driver: ProxyDriver, topology: Topology): boolean {
  const { stdout, stderr } = spawnSync(driver.binary, [...driver.version_args], {
    encoding: "utf8",
  });
  const version = parseVersion(`${stdout}${stderr}`);
  return driver.lacks?.(topology, version) === undefined;
}

function context(topology: Topology, folder: string): RenderContext {
  const upstreams = Array.from({ length: topology.upstreams }, (_, index) => ({
    address: "127.8.0.9",
    port: 41_000 + index,
  }));
  const asked = topology.resolve !== "never";
  const named = asked ? { name: "r.upstream.test" } : {};
  const routes = [
    { id: "ready", topology, front: { address: "127.8.0.1", port: 40_001 }, upstreams, ...named },
    { id: "r1", topology, front: { address: "127.8.0.1", port: 40_002 }, upstreams, ...named },
    { id: "r2", topology, front: { address: "::1", port: 40_003 }, upstreams, ...named },
  ];
  return {
    routes,
    folder,
    scratch: join(folder, "scratch"),
    as_root: isRoot(),
    ...(asked ? { dns } : {}),
  };
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function write(spec: LaunchSpec, folder: string): void {
  for (const [name, text] of Object.entries(spec.files)) writeFileSync(join(folder, name), text);
}

/** Lets the real binary read the configuration. */
function check(driver: ProxyDriver, spec: LaunchSpec): { ok: boolean; said: string } {
  const flag = driver.id === "nginx" ? "-t" : "-c";
  const args = [...spec.args.filter((each) => each !== "-db"), flag];
  const { status, stdout, stderr } = spawnSync(driver.binary, args, { encoding: "utf8" });
  return { ok: status === 0, said: `${stdout}${stderr}` };
}

function missing(driver: ProxyDriver): string | false {
  const { error } = spawnSync(driver.binary, [...driver.version_args]);
  return error === undefined ? false : `${driver.binary} is not installed: ${error.message}`;
}

for (const driver of drivers) {
  t.test(`${driver.id} accepts what is rendered`, { skip: missing(driver) }, async (t) => {
    for (const [name, topology] of Object.entries(topologies)) {
      if (!rendered(driver, topology)) continue;
      const folder = mkdtempSync(join(tmpdir(), "gatecrash-render-"));
      t.teardown(() => {
        rmSync(folder, { recursive: true, force: true });
      });
      mkdirSync(join(folder, "scratch"));
      const given = context(topology, folder);
      // nginx -t binds its sockets, and a machine may have no IPv6.
      const routes = given.routes.filter(({ front }) => !front.address.includes(":"));
      const spec = driver.render({ ...given, routes });
      write(spec, folder);
      const { ok, said } = check(driver, spec);
      const lacked = driver.lackedBySaying?.(said);
      if (lacked) {
        t.pass(name, { skip: lacked.reason });
        continue;
      }
      t.ok(ok, `${name}: ${said}`);
      t.notMatch(said, /warn/i, `${name}: no warning`);
      // A check that cannot fail checks nothing.
      const broken = Object.fromEntries(
        Object.entries(spec.files).map(([file, text]) => [file, `${text}\nnonsense here;\n`]),
      );
      write({ ...spec, files: broken }, folder);
      t.notOk(check(driver, spec).ok, `${name}: nonsense is refused`);
    }
  });

  t.test(`${driver.id} names no address but the given ones`, async (t) => {
    for (const topology of Object.values(topologies)) {
      const spec = driver.render(context(topology, "/folder"));
      const text = Object.values(spec.files).join("\n");
      const addresses = [...text.matchAll(/\d+\.\d+\.\d+\.\d+:\d+|\[[0-9a-f:]+\]:\d+/g)].map(
        ([address]) => address,
      );
      const { routes, dns: asked } = context(topology, "");
      const given = routes.flatMap((route) =>
        [route.front, ...(asked ? [asked] : route.upstreams)].map(({ address, port }) =>
          address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`,
        ),
      );
      t.same([...new Set(addresses)].toSorted(), [...new Set(given)].toSorted());
    }
  });
}

t.test("a topology reaches the configuration", async (t) => {
  const several = topologies["several upstreams, retries, kept connections"] ?? fail();
  const folder = "/folder";
  const ofNginx = nginx.render({ ...context(several, folder), as_root: true });
  const conf = ofNginx.files["nginx.conf"] ?? "";
  t.match(conf, /proxy_connect_timeout 1234ms;/);
  t.match(conf, /proxy_send_timeout 2345ms;/);
  t.match(conf, /proxy_read_timeout 3456ms;/);
  t.match(conf, /proxy_next_upstream_tries 3;/);
  t.match(conf, /keepalive 16;/);
  t.match(conf, /^user root;/m);
  const cfg = haproxy.render(context(several, folder)).files["haproxy.cfg"] ?? "";
  t.match(cfg, /timeout connect 1234ms/);
  t.match(cfg, /timeout server 3456ms/);
  t.match(cfg, /retries 2/);
  t.match(cfg, /option redispatch/);
  t.match(cfg, /http-reuse always/);

  const plain = topologies["default"] ?? fail();
  const plainNginx = nginx.render({ ...context(plain, folder), as_root: false });
  t.match(plainNginx.files["nginx.conf"], /proxy_next_upstream off;/);
  t.match(plainNginx.files["nginx.conf"], /keepalive_requests 1;/);
  t.match(plainNginx.files["nginx.conf"], /client_max_body_size 67108864;/);
  t.notMatch(plainNginx.files["nginx.conf"], /^user /m, "only a master that is root has a user");
  const plainCfg = haproxy.render(context(plain, folder)).files["haproxy.cfg"];
  t.match(plainCfg, /deny_status 413 if \{ req.body_size gt 67108864 \}/);
  t.match(plainCfg, /option http-server-close/);
  t.notMatch(plainCfg, /redispatch/);

  const open = topologies["no buffering, no limit of the body"] ?? fail();
  t.match(nginx.render(context(open, folder)).files["nginx.conf"], /proxy_buffering off;/);
  t.notMatch(haproxy.render(context(open, folder)).files["haproxy.cfg"], /deny_status/);
});

t.test("each protocol has directives of its own", async (t) => {
  const of = (driver: ProxyDriver, protocol: string) => {
    const topology = topologies[`${protocol}, retries, kept connections`] ?? fail();
    return Object.values(driver.render(context(topology, "/folder")).files).join("\n");
  };
  for (const word of ["fastcgi", "scgi", "uwsgi", "memcached"]) {
    t.match(of(nginx, word), new RegExp(`${word}_pass upstream_r1;`), word);
    t.match(of(nginx, word), new RegExp(`${word}_next_upstream_tries 2;`), word);
  }
  t.match(of(nginx, "fastcgi"), /fastcgi_keep_conn on;/);
  t.match(
    of(nginx, "tcp"),
    /^include .*stream\.conf;\n[^]*^stream {\n[^]*set \$gatecrash_route r1;/m,
  );
  t.notMatch(of(nginx, "scgi"), /modules-enabled/, "the module is loaded only where it is needed");
  t.match(of(haproxy, "fastcgi"), /fcgi-app app_r1\n[^]*use-fcgi-app app_r1\n[^]*proto fcgi/);
  t.match(of(haproxy, "tcp"), /frontend r1\n\s+mode tcp\n\s+log-format/);
});

t.test("what a binary lacks shows in what it says", async (t) => {
  const said = 'nginx: [emerg] unknown directive "stream" in /folder/nginx.conf:1';
  const lacked = nginx.lackedBySaying?.(said);
  t.match(lacked, { topology: { protocol: "tcp" }, reason: /libnginx-mod-stream/ });
  t.match(nginx.lackedBySaying?.('nginx: [emerg] unknown directive "slice" in /f:1'), {
    topology: { processing: "slice" },
    reason: /no module with the directive slice$/,
  });
  t.equal(nginx.lackedBySaying?.("nginx: [emerg] bind() failed"), undefined);
});

t.test("HTTP/2 and gRPC are spoken where the topology asks for them", async (t) => {
  const h2 = topologySchema.parse({ protocol: "h2" });
  const grpc = topologySchema.parse({ protocol: "grpc" });
  const conf = (topology: Topology) =>
    nginx.render(context(topology, "/folder")).files["nginx.conf"] ?? "";
  t.match(conf(h2), /proxy_http_version 2;/);
  t.match(conf(h2), /proxy_pass http:\/\/upstream_r1;/);
  t.match(conf(grpc), /grpc_pass grpc:\/\/upstream_r1;/);
  t.match(conf(grpc), /grpc_read_timeout 500ms;/);
  for (const topology of [h2, grpc]) {
    const cfg = haproxy.render(context(topology, "/folder")).files["haproxy.cfg"] ?? "";
    t.match(cfg, /server upstream1 \S+ proto h2$/m);
  }
});

t.test("what a proxy does besides passing on", async (t) => {
  const conf = (processing: string) =>
    nginx.render(context(topologySchema.parse({ processing }), "/folder")).files["nginx.conf"] ??
    "";
  t.match(conf("cache"), /^ {2}proxy_cache_path "\/folder\/scratch\/cache" /m);
  t.match(conf("cache"), /proxy_cache_use_stale error timeout/);
  t.match(conf("auth"), /location = \/auth {\n[^}]*internal;[^}]*proxy_pass http:\/\/upstream_r1;/);
  t.match(conf("mirror"), /location = \/mirror {\n[^}]*internal;/);
  t.match(conf("files"), /location \/files\/ {\n[^}]*internal;/);
  t.match(conf("slice"), /proxy_set_header Range \$slice_range;/);
  t.match(conf("trailers"), /proxy_pass_trailers on;/);
  t.notMatch(conf("none"), /proxy_cache|auth_request|mirror|ssi|slice|gunzip|trailers|internal/);
});

t.test("what a proxy cannot do besides passing on, it says", async (t) => {
  const lacks = (driver: ProxyDriver, given: object, version = driver.pinned.at(-1) ?? "") =>
    driver.lacks?.(topologySchema.parse(given), parseVersion(`${version}.9`)) ?? "nothing";
  t.match(lacks(nginx, { processing: "trailers" }, "1.26"), /1\.27\.2 does$/);
  t.equal(lacks(nginx, { processing: "trailers" }), "nothing");
  t.match(lacks(nginx, { processing: "cache", protocol: "fastcgi" }), /HTTP\/1\.1/);
  t.equal(lacks(haproxy, { processing: "trailers" }), "nothing");
  for (const processing of ["cache", "auth", "mirror", "include", "slice", "gunzip", "files"]) {
    t.match(lacks(haproxy, { processing }), /^HAProxy/, processing);
    t.equal(lacks(nginx, { processing }), "nothing", processing);
  }
});

function fail(): never {
  throw new Error("no such topology");
}
