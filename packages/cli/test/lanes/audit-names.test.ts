import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import { emptyFolder, runCli } from "../support/cli.ts";
import { imageSkip } from "../support/images.ts";
import { auditSkip } from "../support/launchers.ts";

/** Configurations that ask a cluster's own DNS while they run. */
const asking = {
  "nginx.conf": `events {}
http {
  resolver 10.96.0.10 ipv6=off;
  server { listen 8000;
    location / { set $backend api.internal; proxy_pass http://$backend:8080; proxy_read_timeout 400ms; }
  }
}
`,
  "haproxy.cfg": `resolvers cluster
  nameserver one 10.96.0.10:53
defaults
  mode http
  timeout client 1s
  timeout server 400ms
  timeout connect 400ms
frontend all
  bind :8000
  default_backend api
backend api
  server one api.internal:8080 check inter 200ms resolvers cluster init-addr none
`,
};

for (const [name, text] of Object.entries(asking)) {
  const proxy = name === "nginx.conf" ? ("nginx" as const) : ("haproxy" as const);
  t.test(`the lane's DNS answers ${proxy}`, { skip: await auditSkip(proxy) }, async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, name), text);
    const { stdout, stderr } = await runCli([
      ...["audit", join(folder, name), "--launcher", "netns", "--lanes", "1", "--json"],
      ...["--fault", "refuse", "--method", "GET", "--runs", join(folder, "runs")],
    ]);
    t.match(stdout, /^\{/, stderr);
    const [route] = (JSON.parse(stdout) as AuditReport).routes;
    t.match(route?.baseline, [{ end: "answered", status: 200, tries: 1 }], "it has the address");
    t.ok(route?.outcomes[0]?.told, "the fault was met at that address");
  });
}

/** A name whose ports DNS says (SRV), as nginx has it since 1.27.3. */
const services = `events {}
http {
  resolver 10.96.0.10 ipv6=off valid=1s;
  proxy_connect_timeout 400ms; proxy_read_timeout 400ms;
  upstream api { zone api 64k; server api.internal service=http resolve max_fails=0; }
  upstream web { zone web 64k; server web.internal service=_web._tcp resolve max_fails=0; }
  server { listen 80;
    location /api { proxy_pass http://api; }
    location /web { proxy_pass http://web; }
  }
}
`;

const image = "nginx:1.30";
t.test("the lane's DNS tells nginx of services", { skip: await imageSkip(image) }, async (t) => {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "nginx.conf"), services);
  const { stdout, stderr } = await runCli([
    ...["audit", folder, "--launcher", "docker", "--docker-image", image, "--lanes", "1"],
    ...["--json", "--fault", "refuse", "--method", "GET", "--runs", join(folder, "runs")],
  ]);
  t.match(stdout, /^\{/, stderr);
  const { routes } = JSON.parse(stdout) as AuditReport;
  t.equal(routes.length, 2);
  for (const { id, baseline, outcomes } of routes) {
    t.match(baseline, [{ end: "answered", status: 200, tries: 1 }], id);
    t.ok(outcomes[0]?.told, "the fault was met where the service leads");
  }
});
