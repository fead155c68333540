import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import t from "tap";
import type { Test } from "tap";
import { runCli } from "./support/cli.ts";
import { written } from "./support/cured.ts";
import { haproxy } from "./support/planted.ts";

const nginxText = `worker_processes 1;
events {}
http {
  map $http_x_api_version $app { default v1; 2 v2; }
  upstream v1 { server 10.0.3.7:8080; }
  upstream v2 { server 10.0.3.8:8080; }
  server {
    listen 8080; server_name shop.example;
    location / { proxy_pass http://v1; }
    location /api/ { proxy_pass http://$app; }
    location /none { return 204; }
  }
  server { listen 8080; server_name other.example; return 444; }
}
`;

const haproxyText = haproxy({
  backend: "http-request deny if { path_beg /admin }\n  server s1 10.0.3.7:8080",
  more: "backend api\n  server s1 10.0.3.8:8080",
}).replace(
  "default_backend",
  "use_backend api if { path_beg /api } { hdr(host) -i shop.example }\n  default_backend",
);

async function list(t: Test, text: string, lines: readonly string[], more: string[] = []) {
  const options = lines.flatMap((line) => ["--request", line]);
  return runCli(["audit", written(t, text), "--list", ...options, ...more]);
}

t.test("nginx: each request is a route of its own, with what it leads to", async (t) => {
  const { stdout, stderr } = await list(t, nginxText, [
    "GET /api/7?x=1 Host: shop.example X-Api-Version: 2",
    "DELETE /api/7 Host: shop.example Authorization: Basic abc",
  ]);
  t.match(stdout, "shop.example/api/7?x=1 (x-api-version: 2) -> http://v2", stderr);
  t.match(stdout, "DELETE shop.example/api/7 (authorization) -> http://v1");
  t.notMatch(stdout, "abc", "what a secret header says is not shown");
  const json = await list(t, nginxText, ["GET / Host: shop.example Cookie: id=s3cr3t"], ["--json"]);
  t.match(json.stdout, '"cookie": "<redacted>"');
  t.notMatch(json.stdout, "s3cr3t");
});

t.test("HAProxy: each request is a route of its own, with what it leads to", async (t) => {
  const { stdout, stderr } = await list(t, haproxyText, [
    "PUT /api/7 Host: shop.example",
    "GET /api/7 Host: elsewhere.example",
  ]);
  t.match(stdout, "> api: PUT /api/7 (Host: shop.example) -> api", stderr);
  t.match(stdout, "> app: GET /api/7 (Host: elsewhere.example) -> app");
});

t.test("they can stand in a file of settings, as lines and by name", async (t) => {
  const file = written(t, nginxText);
  const settings = join(dirname(file), "gatecrash.yaml");
  writeFileSync(
    settings,
    `audit:
  requests:
    - "GET /a Host: shop.example"
    - { method: PATCH, path: /b, headers: { Host: shop.example }, body_bytes: 5 }
`,
  );
  const { stdout, stderr } = await runCli([
    ...["audit", file, "--list", "--json", "--config", settings],
    ...["--request", "GET /c Host: shop.example"],
  ]);
  const { routes } = JSON.parse(stdout) as { routes: { asked?: boolean; request?: object }[] };
  t.match(
    routes.filter(({ asked }) => asked).map(({ request }) => request),
    [
      { method: "GET", path: "/a" },
      { method: "PATCH", path: "/b", body_bytes: 5 },
      { method: "GET", path: "/c" },
    ],
    stderr,
  );
});

t.test("a request that leads nowhere is refused, and it says why", async (t) => {
  const cases: [text: string, line: string, why: RegExp][] = [
    [nginxText, "GET / Host: shop.example:81", /no front listens on the port of its host/],
    [nginxText, "GET /none Host: shop.example", /nginx answers 204 itself/],
    [nginxText, "GET / Host: other.example", /nginx answers 444 itself/],
    [haproxyText, "GET / Host: a.example:81", /no front takes HTTP on the port of its host/],
    [haproxyText, "GET /admin", /HAProxy answers by itself: "http-request deny/],
    [nginxText, "get /", /expected a request such as/],
    [nginxText, "GET / Host shop.example", /expected a request such as/],
  ];
  for (const [text, line, why] of cases) {
    const { code, stderr } = await list(t, text, [line]);
    t.equal(code, 3, line);
    t.match(stderr, why);
  }
});
