/** A way of routing requests, and what the reader should find of it. */
export interface Layout {
  name: string;
  /** Sections besides `defaults`; `DIR` is the folder of its files. */
  config: string;
  /** Backends that only have a server. */
  backends: string[];
  files?: Record<string, string>;
  /** Backends that no request was to be found for, and what the reason should speak of. */
  unreachable?: Record<string, RegExp>;
}

const bind = "bind 127.0.0.1:8001";

/** Ways that people route with ACLs and maps, the plain and the tricky ones. */
export const layouts: Layout[] = [
  {
    name: "an earlier rule takes a longer path",
    backends: ["v1", "api", "other"],
    config: `frontend web
  ${bind}
  acl v1 path_beg /api/v1
  acl api path_beg /api
  use_backend v1 if v1
  use_backend api if api
  default_backend other`,
  },
  {
    name: "a rule that an earlier one shadows",
    backends: ["api", "v1", "other"],
    unreachable: { v1: /an earlier rule takes every request.*use_backend api/ },
    config: `frontend web
  ${bind}
  use_backend api if { path_beg /api }
  use_backend v1 if { path_beg /api/v1 }
  default_backend other`,
  },
  {
    name: "hosts: exact, without case, beginning, end, domain",
    backends: ["exact", "caseless", "beginning", "ending", "domain", "other"],
    config: `frontend web
  ${bind}
  use_backend exact if { hdr(host) a.example.com }
  use_backend caseless if { hdr(host) -i B.Example.COM }
  use_backend beginning if { hdr_beg(host) -i api. }
  use_backend ending if { hdr_end(host) .internal }
  use_backend domain if { hdr_dom(host) -i shop }
  default_backend other`,
  },
  {
    name: "hosts that may carry a port",
    backends: ["a", "b", "c"],
    config: `frontend web
  ${bind}
  use_backend a if { req.hdr(host),field(1,:),lower -m str a.example.com }
  use_backend b if { req.hdr(Host),host_only b.example.com }
  default_backend c`,
  },
  {
    name: "host and path, with or between",
    backends: ["both", "either", "none"],
    config: `frontend web
  ${bind}
  acl shop hdr(host) -i shop.example.com www.shop.example.com
  acl cart path_beg /cart /checkout
  acl beta req.hdr(x-beta) -m found
  use_backend both if shop cart !beta
  use_backend either if shop or cart
  default_backend none`,
  },
  {
    name: "negated terms and unless",
    backends: ["assets", "pages", "rest"],
    config: `frontend web
  ${bind}
  acl asset path_end .css .js .png
  acl get method GET HEAD
  use_backend rest unless get || asset
  use_backend assets if asset ! { path_beg /private }
  default_backend pages`,
  },
  {
    name: "paths by expression",
    backends: ["user", "version", "late", "other"],
    config: `frontend web
  ${bind}
  use_backend user if { path_reg ^/users/[0-9]{3,}/(edit|show)$ }
  use_backend version if { path -m reg -i ^/v(1|2)(\\.[0-9])?/.+ }
  use_backend late if { url_reg /x{2}[^/]*\\?q=\\w+$ }
  default_backend other`,
  },
  {
    name: "an expression, less what an earlier rule takes",
    backends: ["one", "some", "other"],
    config: `frontend web
  ${bind}
  use_backend one if { path_beg /v0 /va }
  use_backend some if { path_reg ^/v[a-z0-9]/ }
  default_backend other`,
  },
  {
    name: "directories and parts of a path",
    backends: ["img", "part", "long", "other"],
    config: `frontend web
  ${bind}
  use_backend img if { path_dir img }
  use_backend part if { path_sub secret }
  use_backend long if { path_len gt 40 }
  default_backend other`,
  },
  {
    name: "methods and headers",
    backends: ["write", "json", "mobile", "canary", "read"],
    config: `frontend web
  ${bind}
  use_backend write if METH_POST || { method PUT PATCH }
  use_backend json if { req.hdr(accept) -m sub application/json }
  use_backend mobile if { hdr_sub(user-agent) -i iphone android }
  use_backend canary if { req.hdr(x-canary) -m str always } { req.hdr_cnt(x-canary) eq 1 }
  default_backend read`,
  },
  {
    name: "cookies and parameters of the query",
    backends: ["beta", "lang", "search", "other"],
    config: `frontend web
  ${bind}
  use_backend beta if { req.cook(version) beta }
  use_backend lang if { url_param(lang) de fr }
  use_backend search if { query -m found } { path /find }
  default_backend other`,
  },
  {
    name: "a redirect that a header of the proxy in front passes",
    backends: ["api", "site"],
    config: `frontend web
  ${bind}
  acl secure req.hdr(x-forwarded-proto) -i https
  http-request redirect scheme https code 301 if !secure
  use_backend api if { path_beg /api/ }
  default_backend site`,
  },
  {
    name: "a redirect of everything",
    backends: ["site"],
    unreachable: { site: /HAProxy answers by itself: "http-request redirect/ },
    config: `frontend web
  ${bind}
  http-request redirect scheme https unless { ssl_fc }
  default_backend site`,
  },
  {
    name: "TLS and plain text into one frontend",
    backends: ["secure", "plain"],
    config: `frontend web
  ${bind}
  bind 127.0.0.1:8002 ssl crt DIR/site.pem
  use_backend secure if { ssl_fc } { ssl_fc_sni -i s.example.com }
  default_backend plain`,
    unreachable: { "127.0.0.1:8001 > secure": /no request was found/ },
  },
  {
    name: "denied by path, address and header",
    backends: ["admin", "api", "site"],
    config: `frontend web
  ${bind}
  acl office src 10.1.2.0/24
  http-request deny deny_status 403 if { path_beg /admin } !office
  http-request deny if { hdr(user-agent) -m len 0 }
  http-request return status 200 if { path /healthz }
  http-request tarpit if { req.hdr(x-bad) -m found }
  use_backend admin if { path_beg /admin }
  use_backend api if { path_beg /api }
  default_backend site
backend api
  http-request deny unless { req.hdr(x-api-key) -m found }
  server s1 127.0.0.1:9100`,
  },
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
