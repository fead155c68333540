import { nginx, haproxy, two, both, tls, get, kept } from "./planted.ts";
import type { Planted } from "./planted.ts";
import { masking, nginxServers } from "./planted-masking.ts";

/** Only a request that is buffered whole is sent again. */
const retrying = "option http-buffer-request\n  retry-on conn-failure empty-response";

/** Findings that rest on trials. */
export const shown: readonly Planted[] = [
  ...masking,
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
    finding: "proxy-dies",
    proxy: "haproxy",
    broken: haproxy({
      backend: "use-fcgi-app php\n  server s1 10.0.3.7:9000 proto fcgi",
      more: "fcgi-app php\n  docroot /srv\n  index index.php",
    }),
    corrected: haproxy({ backend: "server s1 10.0.3.7:8080" }),
    faults: ["fastcgi-partial-head", "refuse"],
    methods: get,
    only_on: /\b2\.6\.12\b/,
    cause: "default_backend",
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

function logged(format: string): string {
  return `upstream app { ${two} } log_format ours '${format}'; access_log /var/log/nginx/access.log ours;`;
}

function replaying(more: string): string {
  return `proxy_pass http://app; proxy_next_upstream error timeout${more};`;
}

function uploads(more: string): string {
  return `proxy_pass http://app; ${more}`;
}
