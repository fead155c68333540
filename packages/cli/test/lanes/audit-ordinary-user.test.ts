import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import { emptyFolder, program } from "../support/cli.ts";
import { auditSkip } from "../support/launchers.ts";

/** Everything that is root's where a distribution puts it: logs, pid files, sockets, keys, users. */
const texts = {
  nginx: `user www-data;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
events {}
http {
  access_log /var/log/nginx/access.log;
  proxy_cache_path /var/cache/nginx/shop keys_zone=shop:1m;
  server {
    listen 80;
    listen 443 ssl;
    ssl_certificate /etc/ssl/private/site.crt;
    ssl_certificate_key /etc/ssl/private/site.key;
    location / { proxy_pass http://10.0.3.7:8080; proxy_cache shop; }
    location /php { fastcgi_pass unix:/run/php/shop.sock; }
  }
}
`,
  haproxy: `global
  chroot /var/lib/haproxy
  stats socket /run/haproxy/admin.sock
  user haproxy
  group haproxy
defaults
  mode http
  timeout connect 400ms
  timeout client 2s
  timeout server 400ms
frontend web
  bind :80
  bind :443 ssl crt /etc/ssl/private/site.pem
  default_backend shop
backend shop
  retries 0
  server s1 10.0.3.7:8080
`,
};

/** Runs the command line as a user who is not root, though the tests may be. */
function asOrdinary(args: readonly string[]): string {
  const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
  const root = process.geteuid?.() === 0;
  const [command, first] = root
    ? ["setpriv", [...nobody, process.execPath]]
    : [process.execPath, []];
  return execFileSync(command, [...first, program, ...args], {
    // Without what the test runner would have its own children do.
    env: { PATH: process.env["PATH"], NO_COLOR: "1" },
    ...{ cwd: "/", encoding: "utf8", maxBuffer: 16_777_216, stdio: ["ignore", "pipe", "pipe"] },
  });
}

function cannotRun(): string | false {
  try {
    const said = asOrdinary(["doctor"]);
    return /✓ netns/.test(said) ? false : "an ordinary user may open no namespaces here";
  } catch {
    return "an ordinary user cannot read this folder";
  }
}

for (const [proxy, text] of Object.entries(texts)) {
  const skip = (await auditSkip(proxy)) || cannotRun();
  t.test(`${proxy} is audited by a user who is not root`, { skip }, async (t) => {
    const folder = emptyFolder(t);
    chmodSync(folder, 0o755);
    const file = join(folder, proxy === "nginx" ? "nginx.conf" : "haproxy.cfg");
    writeFileSync(file, text, { mode: 0o644 });
    const runs = join(folder, "runs");
    mkdirSync(runs);
    chmodSync(runs, 0o777);
    const output = join(runs, "report.json");
    const how = ["--launcher", "netns", "--lanes", "1", "--runs", runs];
    const what = ["--fault", "close-before-head", "--method", "GET", "--reporter", "json"];
    try {
      asOrdinary(["audit", file, ...how, ...what, "--output", output]);
    } catch (error) {
      t.equal((error as { status?: number }).status, 1, String(error));
    }
    const report = JSON.parse(readFileSync(output, "utf8")) as AuditReport;
    t.strictSame(report.troubles, []);
    t.equal(report.routes.length, 2);
    for (const { id, baseline, outcomes } of report.routes) {
      t.match(baseline, [{ end: "answered", status: 200 }], id);
      t.ok(outcomes[0]?.told, id);
    }
  });
}
