import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import { emptyFolder, runCli } from "../support/cli.ts";
import { imageSkip, makeImage } from "../support/images.ts";
import { auditSkip } from "../support/launchers.ts";

/** Addresses, names, a unix socket, ports that services have, logs in files and in memory. */
const nginx = `events {}
http {
  log_format with_agent '"$request" $status "$http_user_agent"';
  access_log /var/log/nginx/shop.log with_agent;
  upstream shop { server 10.0.3.7:8080 max_fails=0; server 10.0.3.8:8080 max_fails=0; }
  proxy_connect_timeout 400ms; proxy_read_timeout 400ms;
  fastcgi_connect_timeout 400ms; fastcgi_read_timeout 400ms;
  server {
    listen 80;
    listen [::1]:8081;
    location / { proxy_pass http://shop; }
    location /name { proxy_pass http://api.internal:80; }
    location /php { fastcgi_pass unix:/run/shop/php.sock; }
  }
}
`;

const haproxy = `global
  stats socket /run/haproxy/admin.sock
defaults
  mode http
  timeout connect 400ms
  timeout client 2s
  timeout server 400ms
frontend web
  bind :80
  bind :443 ssl crt /etc/haproxy/certs/site.pem
  use_backend names if { path_beg /name }
  default_backend shop
backend shop
  retries 0
  server s1 10.0.3.7:8080
backend names
  retries 0
  server s1 api.internal:80
`;

const cases = [
  { proxy: "nginx", image: "nginx:1.22", file: "nginx.conf", text: nginx },
  { proxy: "haproxy", image: "haproxy:2.6", file: "haproxy.cfg", text: haproxy },
];

async function audited(folder: string, args: string[], faults: string): Promise<AuditReport> {
  const { stdout, stderr } = await runCli([
    ...["audit", ...args, "--json", "--lanes", "1", "--runs", join(folder, "runs")],
    ...["--fault", faults, "--method", "GET,POST"],
  ]);
  return JSON.parse(stdout || JSON.stringify({ stderr })) as AuditReport;
}

/** What has to be the same wherever the proxy runs. */
function outcomes({ routes }: AuditReport) {
  return routes.map(({ id, baseline, outcomes }) => ({
    id,
    all: [...baseline, ...outcomes]
      .map(({ what, end, status, tries, told }) => {
        // Which server of a group has its turn depends on how many requests came before.
        const counted = /one server/.test(what) ? {} : { tries };
        return { what, end, status, told, ...counted };
      })
      .sort((a, b) => (a.what < b.what ? -1 : 1)),
  }));
}

for (const { proxy, image, file, text } of cases) {
  const skip = (await imageSkip(image)) || (await auditSkip(proxy));
  t.test(`${proxy} does in a container what it does natively`, { skip }, async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, file), text);
    const all = "refuse,close-before-head,cut-body,late-answer";
    const native = await audited(folder, [folder, "--launcher", "netns"], all);
    const inside = await audited(folder, [folder, "--docker-image", image], all);
    t.strictSame(inside.troubles, []);
    const expected = outcomes(native);
    t.ok(expected.length >= 3, "there are routes");
    t.strictSame(outcomes(inside), expected);
    const told = expected.flatMap(({ all }) => all).filter(({ told }) => told);
    t.ok(told.length > 12, `${told.length} trials tell something`);
  });
}

/** What a copy is run for: changes that are tried, times made shorter, a request that is asked for. */
const copied: { proxy: string; image: string; path: string; text: string; own?: boolean }[] = [
  {
    ...{ proxy: "nginx", image: "nginx:1.22", path: "/etc/nginx/nginx.conf" },
    text: `events {}
http {
  upstream shop { server 10.0.3.7:8080; server 10.0.3.8:8080; }
  server { listen 80; location / { proxy_pass http://shop; proxy_read_timeout 80s; } }
}
`,
  },
  {
    ...{ proxy: "haproxy", image: "haproxy:2.6", path: "/usr/local/etc/haproxy/haproxy.cfg" },
    text: `defaults
  mode http
  timeout connect 4s
  timeout client 2m
  timeout server 80s
frontend web
  bind :80
  default_backend shop
backend shop
  option redispatch
  server s1 10.0.3.7:8080
  server s2 10.0.3.8:8080
`,
  },
];

const places = copied.flatMap((each) =>
  each.proxy === "nginx" ? [each, { ...each, own: true }] : [each],
);
for (const { proxy, image, path, text, own = false } of places) {
  const where = own ? "what an image has itself" : "an official image";
  const title = `${proxy}: a scaled copy with changes tried, in ${where}`;
  t.test(title, { skip: await imageSkip(image) }, async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, basename(path)), text);
    const args = own
      ? ["--docker-image", makeImage(t, { from: image, files: { [path]: text } })]
      : [folder, "--launcher", "docker"];
    const asked = ["--time-scale", "0.01", "--request", "POST /api/orders Host: shop.example"];
    const report = await audited(folder, [...args, "--verify-fix", ...asked], "never-read");
    t.strictSame(report.troubles, []);
    t.equal(report.time_scale, 0.01);
    const route = report.routes.find(({ id }) => /POST.*\/api\/orders/.test(id));
    t.match(route?.baseline, [{ what: "POST baseline", end: "answered", status: 200 }]);
    const waits = report.findings.filter(({ id }) => id === "long-wait");
    t.ok(waits.length >= 2, "the request that was asked for waits as long");
    for (const { verified } of waits) {
      t.match(verified, { result: "cured", because: "it is gone" });
      const history = join(folder, "runs", readdirSync(join(folder, "runs"))[0] ?? "");
      t.ok(existsSync(join(history, verified?.history ?? "none")), "each run leaves its record");
    }
  });
}

t.test(
  "what root alone may do, the official image does for a configuration that asks for it",
  { skip: await imageSkip("haproxy:2.6") },
  async (t) => {
    const folder = emptyFolder(t);
    const asks = "chroot /var/lib/haproxy\n  user haproxy\n  group haproxy";
    writeFileSync(join(folder, "haproxy.cfg"), haproxy.replace("global", `global\n  ${asks}`));
    const official = await audited(folder, [folder, "--launcher", "docker"], "refuse");
    t.strictSame(official.troubles, []);
    t.match(official.routes[0]?.baseline, [{ end: "answered", status: 200 }, { status: 200 }]);
    const named = await audited(folder, [folder, "--docker-image", "haproxy:2.6"], "refuse");
    // HAProxy listens before it fails: whether that is seen as a start that failed is a race.
    const left_out = named.routes.filter((route) => route.left_out !== undefined);
    t.equal(left_out.length, 4, "that image's own user is not root, and may not change the root");
  },
);

t.test(
  "the proxy of a container has no interface but lo",
  { skip: await imageSkip("nginx:1.22") },
  async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "nginx.conf"), nginx);
    const look = "#!/bin/sh\ncat /proc/net/dev >&2\nexit 1\n";
    const changes = ['ENTRYPOINT ["/look.sh"]'];
    const image = makeImage(t, { from: "nginx:1.22", files: { "/look.sh": look }, changes });
    const report = await audited(folder, [folder, "--docker-image", image], "refuse");
    const said = report.troubles.join("\n");
    const names = [...said.matchAll(/(?:^|\| )\s*([\w@.-]+):\s*\d+(?:\s+\d+)+/gm)].map(
      ([, name]) => name,
    );
    t.strictSame([...new Set(names)], ["lo"], said);
  },
);
