import { nginx, haproxy, two, both, tls, get } from "./planted.ts";
import type { Planted } from "./planted.ts";

/** Findings that are read off the configuration: nothing has to be run. */
export const stated: readonly Planted[] = (
  [
    {
      finding: "blind-check",
      proxy: "haproxy",
      broken: haproxy({ backend: "server s1 10.0.3.7:8080 check" }),
      corrected: haproxy({ backend: "option httpchk GET /ready\n  server s1 10.0.3.7:8080 check" }),
      cause: "server s1",
    },
    {
      finding: "blind-check",
      variant: "late",
      proxy: "haproxy",
      broken: haproxy({ backend: "option httpchk\n  server s1 10.0.3.7:8080 check inter 30s" }),
      corrected: haproxy({ backend: "option httpchk\n  server s1 10.0.3.7:8080 check inter 3s" }),
      cause: "inter 30s",
    },
    {
      finding: "cached-errors",
      proxy: "nginx",
      broken: cached("proxy_cache_valid any 10m;"),
      corrected: cached("proxy_cache_valid 200 301 10m;"),
      cause: "proxy_cache",
    },
    {
      finding: "cached-errors",
      variant: "status",
      proxy: "nginx",
      broken: cached("proxy_cache_valid 200 502 10m;"),
      corrected: cached("proxy_cache_valid 200 404 10m;"),
    },
    {
      finding: "stale-unused",
      proxy: "nginx",
      broken: cached("proxy_cache_valid 200 10m;"),
      corrected: cached("proxy_cache_valid 200 10m; proxy_cache_use_stale error timeout;"),
      cause: "proxy_cache",
    },
    {
      finding: "long-wait",
      proxy: "nginx",
      broken: nginx({ location: "proxy_pass http://app; proxy_read_timeout 5m;" }),
      corrected: nginx({}),
      cause: "proxy_pass http://app; proxy_read_timeout 5m;",
    },
    {
      finding: "long-wait",
      variant: "no timeout at all",
      proxy: "haproxy",
      broken: haproxy({ defaults: "timeout client 2s\n  timeout connect 400ms", backend: both }),
      corrected: haproxy({ backend: both }),
    },
    {
      finding: "old-tls-accepted",
      proxy: "nginx",
      broken: nginx({
        location: "proxy_pass https://app; proxy_ssl_protocols TLSv1 TLSv1.2 TLSv1.3;",
      }),
      corrected: nginx({
        location: "proxy_pass https://app; proxy_ssl_protocols TLSv1.2 TLSv1.3;",
      }),
      cause: "proxy_ssl_protocols",
    },
    {
      finding: "old-tls-accepted",
      variant: "server",
      proxy: "haproxy",
      broken: haproxy({ backend: `server s1 10.0.3.7:8443 ssl ssl-min-ver TLSv1.0 ${tls}` }),
      corrected: haproxy({ backend: `server s1 10.0.3.7:8443 ssl ssl-min-ver TLSv1.2 ${tls}` }),
      cause: "ssl-min-ver TLSv1.0",
    },
    {
      finding: "resolver-missing",
      proxy: "nginx",
      broken: nginx({ location: "set $to api.example.com; proxy_pass http://$to:8080;" }),
      corrected: nginx({
        location: "resolver 10.0.0.2; set $to api.example.com; proxy_pass http://$to:8080;",
      }),
      cause: "proxy_pass",
    },
    {
      finding: "sni-not-sent",
      proxy: "nginx",
      broken: nginx({ location: "proxy_pass https://api.example.com;" }),
      corrected: nginx({
        location: "proxy_pass https://api.example.com; proxy_ssl_server_name on;",
      }),
    },
    {
      finding: "sni-not-sent",
      variant: "server",
      proxy: "haproxy",
      broken: haproxy({ backend: `server s1 api.example.com:443 ssl ${tls}` }),
      corrected: haproxy({
        backend: `server s1 api.example.com:443 ssl sni str(api.example.com) ${tls}`,
      }),
      cause: "server s1",
    },
    {
      finding: "stale-dns",
      proxy: "nginx",
      broken: nginx({ location: "proxy_pass http://api.example.com:8080;" }),
      corrected: nginx({
        location: "resolver 10.0.0.2; set $to api.example.com; proxy_pass http://$to:8080;",
      }),
    },
    {
      finding: "stale-dns",
      variant: "localhost",
      proxy: "nginx",
      broken: nginx({ location: "proxy_pass http://api.example.com:8080;" }),
      corrected: nginx({ location: "proxy_pass http://localhost:8080;" }),
    },
    {
      finding: "stale-dns",
      variant: "server",
      proxy: "haproxy",
      broken: haproxy({ backend: "server s1 api.example.com:8080" }),
      corrected: haproxy({
        backend: "server s1 api.example.com:8080 resolvers here",
        more: "resolvers here\n  nameserver one 10.0.0.2:53",
      }),
      cause: "server s1",
    },
    {
      finding: "start-needs-name",
      proxy: "nginx",
      broken: nginx({ location: "proxy_pass http://api.example.com:8080;" }),
      corrected: nginx({
        location: "resolver 10.0.0.2; set $to api.example.com; proxy_pass http://$to:8080;",
      }),
    },
    {
      finding: "start-needs-name",
      variant: "server",
      proxy: "haproxy",
      broken: haproxy({ backend: "server s1 api.example.com:8080" }),
      corrected: haproxy({ backend: "server s1 api.example.com:8080 init-addr last,libc,none" }),
      cause: "server s1",
    },
    {
      finding: "websocket-cut",
      proxy: "nginx",
      broken: nginx({ location: upgrade("proxy_read_timeout 30s;") }),
      corrected: nginx({ location: upgrade("proxy_read_timeout 1h;") }),
    },
    {
      finding: "websocket-cut",
      variant: "tunnel",
      proxy: "haproxy",
      broken: haproxy({ backend: `timeout tunnel 30s\n  ${both}` }),
      corrected: haproxy({ backend: `timeout tunnel 1h\n  ${both}` }),
      cause: "timeout tunnel",
    },
  ] satisfies Omit<Planted, "faults" | "methods">[]
).map((planted) => ({ ...planted, faults: [], methods: get }));

function cached(valid: string): string {
  return nginx({
    http: `upstream app { ${two} } proxy_cache_path /tmp/gatecrash-cache keys_zone=kept:1m;`,
    location: `proxy_pass http://app; proxy_cache kept; ${valid}`,
  });
}

function upgrade(more: string): string {
  return `proxy_pass http://app; proxy_http_version 1.1; ${more}
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";`;
}
