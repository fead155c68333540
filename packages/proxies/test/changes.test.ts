import { applyEdits } from "@gatecrash/core";
import type {
  AuditRoute,
  Change,
  ConfigurationReader,
  ConfigurationSource,
  Group,
} from "@gatecrash/core";
import t from "tap";
import { reader as haproxy } from "../src/haproxy/reader/index.ts";
import { reader as nginx } from "../src/nginx/reader.ts";
import { sourceOf } from "./support/nginx-source.ts";
import { textSource } from "./support/source.ts";

type Make = (on: { route: AuditRoute; group: Group }) => Change;

/** What a change of the first route makes of the files. */
function changed(
  reader: ConfigurationReader,
  source: ConfigurationSource,
  paths: readonly string[],
  make: Make,
): string[] {
  const configuration = reader.read(source);
  const [route] = configuration.routes;
  const group = configuration.groups.find(({ id }) => id === route?.group);
  if (!route || !group) throw new Error("there is no route");
  const edits = reader.edit(source, configuration, make({ route, group }));
  if (typeof edits === "string") return [edits];
  return paths.map((path) => {
    const name = source.nameOf(path);
    return applyEdits(
      source.read(path),
      edits.filter(({ at }) => at.file === name),
    );
  });
}

const wait: Make = (on) => ({ kind: "set-times", ...on, times: { read_timeout_ms: 5_000 } });

const main = "/etc/nginx/nginx.conf";
const inNginx = (text: string, make: Make) => changed(nginx, sourceOf(text), [main], make)[0];
const inHaproxy = (text: string, make: Make) =>
  changed(haproxy, textSource({ "/a.cfg": text }), ["/a.cfg"], make)[0];

const http = (text: string) => `events {}\nhttp {\n${text}\n}\n`;

t.test("nginx: a directive of the location itself is replaced", async (t) => {
  const text = (time: string) =>
    http(`server { location / { proxy_pass http://10.0.0.1; proxy_read_timeout ${time}; } }`);
  t.equal(inNginx(text("10m"), wait), text("5s"));
});

t.test("nginx: one that is inherited is overruled in the location alone", async (t) => {
  const text = (more: string) =>
    http(`  proxy_read_timeout 10m;
  server {
    location / {
      proxy_pass http://10.0.0.1; # the application${more}
    }
  }`);
  t.equal(inNginx(text(""), wait), text("\n      proxy_read_timeout 5s;"));
});

t.test("nginx: on a line with others it stays on that line", async (t) => {
  const text = (more: string) =>
    http(`server { location / { proxy_pass http://10.0.0.1;${more} } }`);
  t.equal(inNginx(text(""), wait), text(" proxy_read_timeout 5s;"));
});

t.test("nginx: an if takes no timeouts; its location does", async (t) => {
  const text = (more: string) =>
    http(`  server {
    location / {
      ${more}if ($request_method = GET) {
        proxy_pass http://10.0.0.1;
      }
    }
  }`);
  t.equal(inNginx(text(""), wait), text("proxy_read_timeout 5s;\n      "));
});

t.test("nginx: files that are included are edited where the directive stands", async (t) => {
  const texts = {
    [main]: http("include conf.d/*.conf;"),
    "/etc/nginx/conf.d/a.conf":
      "upstream app { server 10.0.0.1:1; server 10.0.0.2:1 max_fails=1; }\ninclude site.conf;\n",
    "/etc/nginx/site.conf": "server {\n  location / {\n    proxy_pass http://app;\n  }\n}\n",
  };
  const paths = Object.keys(texts);
  t.strictSame(changed(nginx, sourceOf(texts), paths, wait), [
    texts[main],
    texts["/etc/nginx/conf.d/a.conf"],
    "server {\n  location / {\n    proxy_pass http://app;\n    proxy_read_timeout 5s;\n  }\n}\n",
  ]);
  const tolerate: Make = (on) => ({ kind: "tolerate-failures", ...on, failures: 3, out_ms: 2_000 });
  t.equal(
    changed(nginx, sourceOf(texts), paths, tolerate)[1],
    "upstream app { server 10.0.0.1:1 max_fails=3 fail_timeout=2s; server 10.0.0.2:1 max_fails=3 fail_timeout=2s; }\ninclude site.conf;\n",
  );
});

t.test("nginx: an error page for more errors is parted", async (t) => {
  const text = (pages: string) =>
    http(`  server {
    location / { proxy_pass http://10.0.0.1; }
    ${pages}
  }`);
  const keep: Make = (on) => ({ kind: "keep-error-status", ...on, statuses: [502, 504] });
  t.equal(
    inNginx(text("error_page 404 502 504 =200 /a.html;"), keep),
    text("error_page 404 =200 /a.html;\n    error_page 502 504 /a.html;"),
  );
});

t.test("nginx: names are looked up again where a resolver is told", async (t) => {
  const again: Make = (on) => ({ kind: "look-names-up-again", ...on });
  const text = (more: string, pass: string) =>
    http(`  ${more}
  server {
    location / {
      ${pass};
    }
  }`);
  const old = "proxy_pass http://api.example.com:8080";
  t.equal(
    inNginx(text("resolver 10.0.0.2;", old), again),
    text(
      "resolver 10.0.0.2;",
      "set $upstream_name api.example.com;\n      proxy_pass http://$upstream_name:8080",
    ),
  );
  t.match(inNginx(text("", old), again), /which DNS server is to be asked/);
  t.match(inNginx(text("resolver 10.0.0.2;", `${old}/v1/`), again), /the address has a path/);
});

t.test("nginx: a secret on the line shows in no edit", async (t) => {
  const text = http(
    'server { location / { proxy_pass http://10.0.0.1; proxy_set_header Authorization "Basic c2VjcmV0"; } }',
  );
  const source = sourceOf(text);
  const configuration = nginx.read(source);
  const [route] = configuration.routes;
  const [group] = configuration.groups;
  if (!route || !group) throw new Error("there is no route");
  const edits = nginx.edit(source, configuration, wait({ route, group }));
  t.ok(Array.isArray(edits) && edits.length > 0);
  t.notMatch(JSON.stringify(edits), "c2VjcmV0");
});

const backend = (lines: string) => `defaults
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
frontend main
  bind :80
  default_backend app
backend app
${lines}`;

t.test("HAProxy: a line of the section itself is replaced, its comment stays", async (t) => {
  const text = (time: string) =>
    backend(`\ttimeout server ${time} # long\n\tserver s1 10.0.0.1:80\n`);
  t.equal(inHaproxy(text("10m"), wait), text("5s"));
});

t.test("HAProxy: what is inherited is overruled in the section, indented as it is", async (t) => {
  const text = (more: string) => backend(`${more}\tserver s1 10.0.0.1:80\n`);
  t.equal(inHaproxy(text(""), wait), text("\ttimeout server 5s\n"));
});

t.test("HAProxy: a quoted # begins no comment", async (t) => {
  const verify: Make = (on) => ({ kind: "verify-tls", ...on });
  const text = (how: string) => backend(`  server s1 10.0.0.1:443 ssl sni str('#') ${how} # x\n`);
  t.equal(
    inHaproxy(text("verify none"), verify),
    text("verify required ca-file /etc/ssl/certs/ca-certificates.crt"),
  );
});

t.test(
  "HAProxy: failed connects mark a server down, so that a try gets to its backup",
  async (t) => {
    const ask: Make = (on) => ({ kind: "let-backups-in", ...on, path: "/up" });
    const text = (first: string, active: string, checked: string) =>
      backend(
        `${first}  server s1 10.0.0.1:80${active}\n  server s2 10.0.0.2:80 backup${checked}\n`,
      );
    t.equal(
      inHaproxy(text("  retries 1\n", " error-limit 9", ""), ask),
      text(
        "  option redispatch 1\n  option httpchk GET /up\n  retries 3\n",
        " error-limit 3 check observe layer4 on-error mark-down",
        " check",
      ),
    );
  },
);

t.test("HAProxy: retries of a request that was sent spare what does work", async (t) => {
  const ask: Make = (on) => ({ kind: "retry-on-another-server", ...on });
  const servers = "  server s1 10.0.0.1:80\n  server s2 10.0.0.2:80\n";
  t.equal(
    inHaproxy(backend(servers), ask),
    backend(
      `  option redispatch 1\n  retry-on conn-failure empty-response\n  http-request disable-l7-retry if { method POST PATCH LOCK }\n${servers}`,
    ),
  );
});
