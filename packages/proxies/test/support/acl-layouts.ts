import { bind, type Layout } from "./layout.ts";

/** Ways that people route with ACLs, the plain and the tricky ones. */
export const aclLayouts: Layout[] = [
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
];
