/** A configuration with one bug in it, and what it looks like without. */
export interface Planted {
  finding: string;
  /** Where more than one configuration shows it. */
  variant?: string;
  proxy: "nginx" | "haproxy";
  broken: string;
  corrected: string;
  /** Faults that show it; none: the configuration says it by itself. */
  faults: readonly string[];
  methods: readonly string[];
  /** Line of the broken text that the finding has to name; a part of it is enough. */
  cause?: string;
}

interface NginxParts {
  /** In the http block, before the server. */
  http?: string;
  location?: string;
  /** In the server block, after the location. */
  server?: string;
}

const timeouts = "proxy_connect_timeout 400ms; proxy_send_timeout 400ms; proxy_read_timeout 400ms;";
const two = "server 10.0.3.7:8080; server 10.0.3.8:8080;";

/** One server with one location; what is not said is what is right. */
export function nginx({ http = `upstream app { ${two} }`, location, server = "" }: NginxParts) {
  return `worker_processes 1;
events {}
http {
  ${timeouts}
  ${http}
  server {
    listen 8080;
    location / {
      ${location ?? "proxy_pass http://app;"}
    }
    ${server}
  }
}
`;
}

const haproxyTimes =
  "timeout client 2s\n  timeout connect 400ms\n  timeout server 400ms\n  timeout queue 400ms";

interface HaproxyParts {
  defaults?: string;
  backend: string;
  more?: string;
}

export function haproxy({ defaults = haproxyTimes, backend, more = "" }: HaproxyParts) {
  return `defaults
  mode http
  ${defaults}
frontend main
  bind :8080
  default_backend app
backend app
  ${backend}
${more}
`;
}

const both = "server s1 10.0.3.7:8080\n  server s2 10.0.3.8:8080";
const tls = "ca-file /etc/ssl/certs/ca-certificates.crt verify required";
const get = ["GET"];
const kept = 'proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";';

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

/** Only a request that is buffered whole is sent again. */
const retrying = "option http-buffer-request\n  retry-on conn-failure empty-response";

/** Findings that rest on trials. */
export const shown: readonly Planted[] = [
  {
    finding: "error-page-misleads",
    proxy: "nginx",
    broken: nginx({
      server: "error_page 502 =200 /sorry; location = /sorry { return 200 sorry; }",
    }),
    corrected: nginx({ server: "error_page 502 /sorry; location = /sorry { return 200 sorry; }" }),
    faults: ["refuse"],
    methods: get,
    cause: "error_page",
  },
  {
    finding: "error-page-misleads",
    variant: "another upstream takes over",
    proxy: "nginx",
    broken: nginx({
      server: "error_page 502 =404 /sorry; location = /sorry { return 404 sorry; }",
    }),
    corrected: nginx({
      server: "error_page 502 = @other; location @other { proxy_pass http://10.0.3.9:8080; }",
    }),
    faults: ["close-on-accept"],
    methods: get,
  },
  {
    finding: "group-taken-out",
    proxy: "nginx",
    broken: nginx({}),
    corrected: nginx({ http: nginxServers("max_fails=3 fail_timeout=2s") }),
    faults: ["refuse"],
    methods: get,
    cause: "10.0.3.7",
  },
  {
    finding: "hidden-dead-server",
    proxy: "nginx",
    broken: nginx({ http: nginxServers("max_fails=0") }),
    corrected: nginx({}),
    faults: ["refuse"],
    methods: get,
    cause: "max_fails=0",
  },
  {
    finding: "hidden-dead-server",
    variant: "without a check",
    proxy: "haproxy",
    broken: haproxy({ backend: `option redispatch 1\n  ${both}` }),
    corrected: haproxy({
      backend: `option redispatch 1\n  option httpchk\n  default-server check inter 2s\n  ${both}`,
    }),
    faults: ["refuse"],
    methods: get,
    cause: "server s1",
  },
  {
    finding: "keepalive-race",
    proxy: "nginx",
    broken: nginx({ http: `upstream app { ${two} keepalive 8; }`, location: kept }),
    corrected: nginx({
      http: `upstream app { ${two} keepalive 8; keepalive_timeout 4s; }`,
      location: kept,
    }),
    faults: ["refuse"],
    methods: ["POST"],
    cause: "keepalive",
  },
  {
    finding: "limit-reached",
    proxy: "nginx",
    broken: nginx({ http: "upstream app { zone app 64k; server 10.0.3.7:8080 max_conns=2; }" }),
    corrected: nginx({ http: "upstream app { zone app 64k; server 10.0.3.7:8080; }" }),
    faults: ["close-on-accept"],
    methods: get,
    cause: "max_conns=2",
  },
  {
    finding: "limit-reached",
    variant: "queue",
    proxy: "haproxy",
    broken: haproxy({
      defaults:
        "timeout client 2s\n  timeout connect 400ms\n  timeout server 400ms\n  timeout queue 50ms",
      backend: "server s1 10.0.3.7:8080 maxconn 2",
    }),
    corrected: haproxy({
      defaults:
        "timeout client 5s\n  timeout connect 400ms\n  timeout server 400ms\n  timeout queue 4s",
      backend: "server s1 10.0.3.7:8080 maxconn 2",
    }),
    faults: ["close-on-accept"],
    methods: get,
    cause: "maxconn 2",
  },
  {
    finding: "log-disagrees",
    proxy: "nginx",
    broken: nginx({ http: logged('"$request" $status "$http_user_agent"') }),
    corrected: nginx({ http: logged('"$request" $status $body_bytes_sent "$http_user_agent"') }),
    faults: ["bad-chunk-size~with-head"],
    methods: get,
  },
  {
    finding: "non-idempotent-replay",
    proxy: "nginx",
    broken: nginx({ http: nginxServers(""), location: replaying(" non_idempotent") }),
    corrected: nginx({ http: nginxServers(""), location: replaying("") }),
    faults: ["close-before-head"],
    methods: ["POST"],
    cause: "non_idempotent",
  },
  {
    finding: "non-idempotent-replay",
    variant: "retry-on",
    proxy: "haproxy",
    broken: haproxy({ backend: `${retrying}\n  ${both}` }),
    corrected: haproxy({
      backend: `${retrying}\n  http-request disable-l7-retry if METH_POST\n  ${both}`,
    }),
    faults: ["close-before-head"],
    methods: ["POST"],
    cause: "retry-on",
  },
  {
    finding: "raw-bytes",
    proxy: "nginx",
    broken: nginx({}),
    // No directive of nginx prevents it: HAProxy refuses such an answer.
    corrected: haproxy({ backend: both }),
    faults: ["garbage"],
    methods: get,
    cause: "proxy_pass",
  },
  {
    finding: "small-buffers",
    proxy: "nginx",
    broken: nginx({}),
    corrected: nginx({
      location: "proxy_pass http://app; proxy_buffer_size 16k; proxy_buffers 8 16k;",
    }),
    faults: ["oversized-header"],
    methods: get,
  },
  {
    finding: "tls-not-verified",
    proxy: "nginx",
    broken: nginx({ location: "proxy_pass https://10.0.3.7:8443;" }),
    corrected: nginx({
      location: `proxy_pass https://10.0.3.7:8443; proxy_ssl_verify on;
      proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;`,
    }),
    faults: ["untrusted-certificate"],
    methods: get,
  },
  {
    finding: "tls-not-verified",
    variant: "verify none",
    proxy: "haproxy",
    broken: haproxy({ backend: "server s1 10.0.3.7:8443 ssl verify none" }),
    corrected: haproxy({ backend: `server s1 10.0.3.7:8443 ssl ${tls}` }),
    faults: ["untrusted-certificate"],
    methods: get,
    cause: "verify none",
  },
  {
    finding: "truncated-as-complete",
    proxy: "nginx",
    broken: nginx({ location: "proxy_pass http://app; chunked_transfer_encoding off;" }),
    corrected: nginx({}),
    faults: ["missing-last-chunk"],
    methods: get,
  },
  {
    finding: "unmasked-failure",
    proxy: "nginx",
    broken: nginx({ location: "proxy_pass http://app; proxy_next_upstream off;" }),
    corrected: nginx({}),
    faults: ["refuse"],
    methods: get,
    cause: "proxy_next_upstream off",
  },
  {
    finding: "unmasked-failure",
    variant: "empty response",
    proxy: "haproxy",
    broken: haproxy({ backend: `option redispatch 1\n  ${both}` }),
    corrected: haproxy({
      backend: `option redispatch 1\n  retry-on conn-failure empty-response\n  ${both}`,
    }),
    faults: ["close-before-head"],
    methods: get,
  },
  {
    finding: "upload-lost",
    proxy: "nginx",
    broken: nginx({
      location: uploads("proxy_intercept_errors on; error_page 413 =502 /sorry;"),
      server: "client_max_body_size 0; location = /sorry { return 502 sorry; }",
    }),
    corrected: nginx({ location: uploads(""), server: "client_max_body_size 0;" }),
    faults: ["answer-early"],
    methods: ["POST"],
    cause: "error_page 413",
  },
  {
    finding: "upstream-error-leaked",
    proxy: "nginx",
    broken: nginx({ server: "error_page 502 /sorry; location = /sorry { return 502 sorry; }" }),
    corrected: nginx({
      location: "proxy_pass http://app; proxy_intercept_errors on;",
      server: "error_page 502 /sorry; location = /sorry { return 502 sorry; }",
    }),
    faults: ["error-status"],
    methods: get,
    cause: "error_page",
  },
];

function nginxServers(more: string): string {
  return `upstream app { server 10.0.3.7:8080 ${more}; server 10.0.3.8:8080 ${more}; }`;
}

function logged(format: string): string {
  return `upstream app { ${two} } log_format ours '${format}'; access_log /var/log/nginx/access.log ours;`;
}

function replaying(more: string): string {
  return `proxy_pass http://app; proxy_next_upstream error timeout${more};`;
}

function uploads(more: string): string {
  return `proxy_pass http://app; ${more}`;
}
