import { aclLayouts } from "./acl-layouts.ts";
import { bind, type Layout } from "./layout.ts";

/** The same with maps, variables, rewriting, and fronts of several kinds. */
const otherLayouts: Layout[] = [
  {
    name: "hosts by a map with a default",
    backends: ["shop", "blog", "fallback", "rest"],
    files: {
      "hosts.map":
        "# hosts\nshop.example.com shop\nwww.shop.example.com shop\nblog.example.com blog\n",
    },
    unreachable: { rest: /an earlier rule/ },
    config: `frontend web
  ${bind}
  use_backend %[req.hdr(host),lower,map(DIR/hosts.map,fallback)]
  default_backend rest`,
  },
  {
    name: "a map without a default: unknown hosts go to the default backend",
    backends: ["bk_shop", "bk_blog", "rest"],
    files: { "hosts.map": "shop.example.com shop\nblog.example.com blog\n" },
    config: `frontend web
  ${bind}
  use_backend bk_%[hdr(host),lower,map_dom(DIR/hosts.map)]
  default_backend rest`,
  },
  {
    name: "maps of prefixes and expressions, after a rule of another kind",
    backends: ["health", "users", "orders", "old", "rest"],
    files: {
      "paths.map": "/users users\n/orders orders\n/orders/archive old\n",
      "regex.map": "^/o[0-9]+/.*$ old\n",
    },
    config: `frontend web
  ${bind}
  use_backend health if { path /users/health }
  use_backend %[path,map_reg(DIR/regex.map)] if { path,map_reg(DIR/regex.map) -m found }
  use_backend %[path,map_beg(DIR/paths.map,rest)]`,
    unreachable: {},
  },
  {
    name: "patterns of a file",
    backends: ["listed", "blocked", "rest"],
    files: { "hosts.lst": "# listed\na.example.com\nB.example.com\n", "paths.lst": "/one\n/two\n" },
    config: `frontend web
  ${bind}
  acl listed hdr(host) -i -f DIR/hosts.lst c.example.com
  use_backend listed if listed
  use_backend blocked if { path_beg -f DIR/paths.lst }
  default_backend rest`,
  },
  {
    name: "variables that rules set",
    backends: ["a_v2", "api", "web_b"],
    config: `frontend web
  ${bind}
  http-request set-var(txn.host) req.hdr(host),lower,field(1,:)
  http-request set-var(txn.version) str(v2) if { req.hdr(x-version) 2 }
  http-request set-var(txn.api) bool(true) if { path_beg /api }
  use_backend a_v2 if { var(txn.host) -m str a.example.com } { var(txn.version) -m str v2 }
  use_backend api if { var(txn.api) -m bool }
  default_backend web_b`,
  },
  {
    name: "host and path joined and looked up, as ingress controllers do",
    backends: ["shop-cart", "shop-root", "fallback"],
    files: {
      "exact.map": "shop.example.com/cart shop-cart\n",
      "prefix.map": "shop.example.com/ shop-root\n",
    },
    config: `frontend web
  ${bind}
  http-request set-var(txn.host) hdr(host),field(1,:),lower
  http-request set-var(txn.path) path
  http-request set-var(txn.match) var(txn.host),concat(,txn.path),map(DIR/exact.map)
  http-request set-var(txn.match) var(txn.host),concat(,txn.path),map_beg(DIR/prefix.map) if !{ var(txn.match) -m found }
  use_backend %[var(txn.match)] if { var(txn.match) -m found }
  default_backend fallback`,
  },
  {
    name: "paths that are rewritten before the choice",
    backends: ["api", "old", "rest"],
    config: `frontend web
  ${bind}
  http-request set-path /api%[path] if { hdr(host) api.example.com }
  http-request replace-path /legacy/(.*) /old/\\1
  http-request set-header x-team blue if { path_beg /api }
  use_backend api if { req.hdr(x-team) blue } { path_beg /api }
  use_backend old if { path_beg /old/x }
  default_backend rest`,
  },
  {
    name: "allowed first, all else denied",
    backends: ["open", "rest"],
    unreachable: { rest: /an earlier rule takes every request.*use_backend open/ },
    config: `frontend web
  ${bind}
  http-request allow if { path_beg /open }
  http-request deny
  use_backend open if { path_beg /open }
  default_backend rest`,
  },
  {
    name: "a name computed of the host",
    backends: ["be_a", "be_b", "nobody"],
    config: `frontend web
  ${bind}
  use_backend be_%[req.hdr(host),lower,field(1,.)] if { hdr_end(host) .example.com }
  default_backend nobody`,
    unreachable: {},
  },
  {
    name: "a listen with its own servers, and statistics",
    backends: ["api"],
    config: `listen all
  ${bind}
  stats enable
  stats uri /stats
  monitor-uri /alive
  use_backend api if { path_beg /api }
  server s1 127.0.0.1:9100`,
  },
  {
    name: "a password that is asked for",
    backends: ["staff", "site"],
    unreachable: { staff: /HAProxy answers by itself: "http-request auth/ },
    config: `userlist people
  user anna insecure-password geheim
frontend web
  ${bind}
  http-request auth realm staff if { path_beg /staff } !{ http_auth(people) }
  use_backend staff if { path_beg /staff }
  default_backend site`,
  },
  {
    name: "what no request decides",
    backends: ["some", "rest"],
    unreachable: {
      some: /cannot be foreseen: it depends on rand/,
      rest: /cannot be foreseen: it depends on rand/,
    },
    config: `frontend web
  ${bind}
  use_backend some if { rand(100) lt 10 }
  default_backend rest`,
  },
  {
    name: "counters of nothing yet, and servers that are there",
    backends: ["main", "spare"],
    unreachable: { spare: /no request was found/ },
    config: `frontend web
  ${bind}
  stick-table type ip size 1k expire 10s store http_req_rate(10s)
  http-request track-sc0 src
  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 100 }
  use_backend spare if { nbsrv(main) lt 1 }
  default_backend main`,
  },
  {
    name: "names in a TLS hello that is passed on",
    backends: ["mail", "web_a", "nohello"],
    config: `frontend pass
  mode tcp
  ${bind}
  tcp-request inspect-delay 1s
  tcp-request content accept if { req.ssl_hello_type 1 }
  use_backend mail if { req.ssl_sni -i mail.example.com }
  use_backend web_a if { req_ssl_sni -m end .example.com }
  default_backend nohello`,
  },
  {
    name: "bytes passed on, by address; TLS only",
    backends: ["office", "rest"],
    config: `frontend pass
  mode tcp
  ${bind}
  tcp-request inspect-delay 1s
  tcp-request content reject unless { req.ssl_hello_type 1 }
  use_backend office if { src 10.1.2.3 }
  default_backend rest`,
  },
  {
    name: "several addresses, a socket, the PROXY protocol and ports that decide",
    backends: ["special", "usual"],
    config: `frontend web
  bind 127.0.0.1:8001,127.0.0.1:8002
  bind 127.0.0.1:8003 accept-proxy
  bind unix@DIR/web.sock
  use_backend special if { dst_port 8002 }
  default_backend usual`,
    unreachable: {
      "web/127.0.0.1:8001 > special": /no request was found/,
      "web/127.0.0.1:8002 > usual": /an earlier rule/,
      "web/127.0.0.1:8003 > special": /no request was found/,
      "web.sock > special": /no request was found/,
    },
  },
  {
    name: "rules and settings from named defaults, and HAProxy's own ACLs",
    backends: ["http10", "content", "local", "other"],
    config: `defaults strict
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
  http-request deny unless { req.hdr(x-key) k1 k2 }
frontend web from strict
  ${bind}
  use_backend http10 if HTTP_1.0
  use_backend content if HTTP_CONTENT
  use_backend local if LOCALHOST { path_beg /local }
  default_backend other
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s`,
    unreachable: { http10: /no request was found/, content: /no request was found/ },
  },
];

export const layouts: readonly Layout[] = [...aclLayouts, ...otherLayouts];
