import t from "tap";
import type { Configuration } from "@gatecrash/core";
import { readHttp } from "./support/nginx-source.ts";

const pass = "proxy_pass http://10.0.0.1:80;";

function settingsAt(configuration: Configuration, path: string) {
  return configuration.routes.find(({ request }) => request?.path === path)?.settings;
}

t.test("defaults are nginx's, and say so by having no place", (t) => {
  const { routes } = readHttp(`server { location / { ${pass} } }`);
  const settings = routes[0]!.settings;
  t.match(settings, {
    connect_timeout_ms: { value: 60_000, directive: "proxy_connect_timeout", at: undefined },
    send_timeout_ms: { value: 60_000 },
    read_timeout_ms: { value: 60_000 },
    retry_time_ms: { value: 0 },
    tries_max: { value: 1 },
    retry_on: { value: ["connect", "closed", "timeout"] },
    retry_non_idempotent: { value: false },
    response_buffering: { value: true },
    request_buffering: { value: true },
    head_bytes_max: { value: 4096 },
    request_body_bytes_max: { value: 1_048_576 },
    error_pages: [],
    intercept_errors: { value: false },
    cache: undefined,
    upgrade: { value: false },
  });
  t.end();
});

t.test("settings are inherited; lists are as a whole replaced", (t) => {
  const configuration = readHttp(`
    proxy_read_timeout 10s; proxy_connect_timeout 1s;
    proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
    proxy_http_version 1.1; error_page 502 /a.html;
    server {
      proxy_read_timeout 20s;
      location /a/ { ${pass} location /a/b/ { proxy_read_timeout 1m30s; ${pass} } }
      location /c/ { proxy_set_header X y; error_page 504 =200 /c.html; ${pass} }
    }`);
  const [a, b, c] = ["/a/", "/a/b/", "/c/"].map((path) => settingsAt(configuration, path)!);
  t.match(a, { read_timeout_ms: { value: 20_000 }, connect_timeout_ms: { value: 1_000 } });
  t.match(a?.upgrade, { value: true, at: { text: "proxy_set_header Upgrade $http_upgrade" } });
  t.match(b?.read_timeout_ms, { value: 90_000, at: { text: "proxy_read_timeout 1m30s" } });
  t.match(a?.error_pages, [{ value: { statuses: [502], target: "/a.html" } }]);
  t.equal(c?.upgrade.value, false, "one header of its own, and the others are gone");
  t.strictSame(
    c?.error_pages.map(({ value }) => value),
    [{ statuses: [504], target: "/c.html", becomes: 200 }],
  );
  t.end();
});

t.test("each module has directives of its own", (t) => {
  const { routes, groups } = readHttp(`
    proxy_read_timeout 1s; fastcgi_read_timeout 2s; uwsgi_read_timeout 3s; scgi_read_timeout 4s;
    grpc_read_timeout 5s; memcached_read_timeout 6s;
    server { location /p { proxy_pass https://10.0.0.1/x; } location /h { proxy_http_version 2; ${pass} }
      location /f { fastcgi_pass 10.0.0.1:9000; } location /u { uwsgi_pass suwsgi://10.0.0.1:9000; }
      location /s { scgi_pass unix:/run/s.sock; } location /g { grpc_pass 10.0.0.1:50051; }
      location /m { set $memcached_key $uri; memcached_pass 10.0.0.1:11211; } }`);
  t.strictSame(
    routes.map(({ protocol, settings }) => [protocol, settings.read_timeout_ms.value]),
    [
      ...[
        ["http", 1000],
        ["h2", 1000],
        ["fastcgi", 2000],
        ["uwsgi", 3000],
      ],
      ...[
        ["scgi", 4000],
        ["grpc", 5000],
        ["memcached", 6000],
      ],
    ],
  );
  t.strictSame(
    groups.map(({ endpoints: [endpoint] }) => [endpoint?.address, endpoint?.tls !== undefined]),
    [
      [{ kind: "tcp", host: "10.0.0.1", port: 443 }, true],
      [{ kind: "tcp", host: "10.0.0.1", port: 80 }, false],
      [{ kind: "tcp", host: "10.0.0.1", port: 9000 }, false],
      [{ kind: "tcp", host: "10.0.0.1", port: 9000 }, true],
      [{ kind: "unix", path: "/run/s.sock" }, false],
      [{ kind: "tcp", host: "10.0.0.1", port: 50051 }, false],
      [{ kind: "tcp", host: "10.0.0.1", port: 11211 }, false],
    ],
  );
  t.end();
});

t.test("upstreams: servers, options, balancing, kept connections", (t) => {
  const { groups, routes } = readHttp(`
    upstream app { zone app 64k; random two least_conn; keepalive 4; keepalive_timeout 15s;
      server 10.0.0.1; server [2001:db8::1]:8080 weight=2 max_fails=3 fail_timeout=1m max_conns=5;
      server app.internal:81 resolve backup; server unix:/run/app.sock down; server other.internal max_fails=0; }
    upstream one { server 10.0.0.9:81 max_fails=5; }
    server { location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://app; }
      location /one { proxy_pass http://one; } }`);
  t.match(groups[0], {
    id: "http://app",
    balance: { value: "random two least_conn" },
    keepalive: { value: true },
    keepalive_idle_ms: { value: 15_000 },
    kept_by_default_since: undefined,
    endpoints: [
      { address: { host: "10.0.0.1", port: 80 }, failures_max: { value: 1, at: undefined } },
      {
        address: { host: "2001:db8::1", port: 8080 },
        failures_max: { value: 3 },
        out_ms: { value: 60_000 },
        connections_max: { value: 5 },
        resolved: "never",
      },
      {
        address: { host: "app.internal", port: 81 },
        backup: true,
        resolved: "watched",
        found_late: true,
      },
      { address: { kind: "unix", path: "/run/app.sock" }, disabled: true },
      { address: { host: "other.internal" }, resolved: "start", failures_max: undefined },
    ],
  });
  t.equal(routes[0]!.settings.tries_max.value, 4, "those that are down are not tried");
  t.match(groups[1], {
    keepalive: { value: false },
    kept_by_default_since: "1.29.7",
    endpoints: [{ failures_max: undefined }],
  });
  t.end();
});

t.test("kept connections need HTTP/1.1 and no Connection: close", (t) => {
  const kept = (inside: string) =>
    readHttp(`map $http_upgrade $c { default upgrade; '' close; }
      upstream app { server 10.0.0.1; keepalive 4; }
      server { location / { ${inside} } }`).groups[0]!.keepalive.value;
  const clear = `proxy_set_header Connection "";`;
  t.equal(kept(`${clear} proxy_http_version 1.1; proxy_pass http://app;`), true);
  t.equal(kept(`${clear} proxy_pass http://app;`), false);
  t.equal(kept(`proxy_http_version 1.1; proxy_pass http://app;`), false);
  t.equal(
    kept(`proxy_set_header Connection $c; proxy_http_version 1.1; proxy_pass http://app;`),
    false,
  );
  t.equal(kept(`fastcgi_pass app;`), false);
  t.equal(kept(`fastcgi_keep_conn on; fastcgi_pass app;`), true);
  t.equal(kept(`grpc_pass app;`), true);
  t.end();
});

t.test("TLS towards upstreams", (t) => {
  const { groups } = readHttp(`server { server_name a.example;
    location /1 { proxy_pass https://app.internal; }
    location /2 { proxy_pass https://app.internal; proxy_ssl_verify on; proxy_ssl_server_name on;
      proxy_ssl_name $host; proxy_ssl_protocols TLSv1.1 TLSv1.2; proxy_ssl_trusted_certificate ca.pem; } }`);
  t.match(groups, [
    {
      id: "https://app.internal",
      endpoints: [
        { tls: { verify: { value: false }, sni: { value: "" }, authorities: undefined } },
      ],
    },
    {
      id: "https://app.internal#2",
      endpoints: [
        {
          tls: {
            verify: { value: true },
            sni: { value: "a.example", directive: "proxy_ssl_server_name" },
            oldest_protocol: { value: "TLSv1.1" },
            authorities: { value: "ca.pem" },
          },
        },
      ],
    },
  ]);
  t.end();
});

t.test("fronts: addresses, defaults, ranges, what servers share", (t) => {
  const { fronts, notes } = readHttp(`
    server { listen 127.0.0.1:8080 default_server; listen [::]:80 ipv6only=on; listen unix:/run/f.sock;
      listen 8443 ssl proxy_protocol; listen 8443 quic; location / { ${pass} } }
    server { listen *:8443 ssl http2; listen 9000-9001; listen localhost; location / { ${pass} } }
    server { location / { ${pass} } }`);
  t.match(fronts, [
    { id: "127.0.0.1:8080", tls: false, mode: "http" },
    { id: "[::]:80", address: { host: "::", port: 80 } },
    { id: "unix:/run/f.sock" },
    { id: "0.0.0.0:8443", tls: true, http2: true, proxy_protocol: true },
    ...[{ id: "0.0.0.0:9000" }, { id: "0.0.0.0:9001" }, { id: "localhost:80" }],
    { id: "0.0.0.0:80" },
  ]);
  t.equal(fronts.length, 8);
  t.match(notes, [{ message: "UDP" }]);
  t.end();
});

t.test("variables that nothing tells are said to be unknown", (t) => {
  const { routes, groups } = readHttp(`
    geoip2 x.mmdb { } js_set $chosen main.choose;
    server { location /a { proxy_pass http://$chosen; } location /b { if ($geoip_country = DE) { ${pass} } return 404; }
      location /c { if ($geoip_country = DE) { return 404; } proxy_pass http://10.0.0.3:80; } }`);
  t.match(routes, [
    { request: undefined, unreachable: "$chosen is made by js_set" },
    { request: undefined, unreachable: "$geoip_country" },
    { request: undefined, unreachable: /./ },
  ]);
  t.same(groups[0]?.endpoints, []);
  t.end();
});

t.test("error_page after a failure, and what is intercepted", (t) => {
  const { routes } = readHttp(`server { error_page 404 502 = @other; proxy_intercept_errors on;
    location / { proxy_pass http://10.0.0.1; } location @other { proxy_pass http://10.0.0.2; } }`);
  t.match(routes[1], {
    group: "http://10.0.0.2",
    request: undefined,
    unreachable: "after another route failed",
    after_failure: { routes: [routes[0]!.id], statuses: [404, 502] },
  });
  t.end();
});
