import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import { emptyFolder, runCli } from "../support/cli.ts";
import { auditSkip } from "../support/launchers.ts";
import { counterSkip, countPackets, sendControl } from "../support/packet-counter.ts";

/** Addresses that belong to somebody; no packet may get there. */
const config = `events {}
http { server { listen 8080; location / { proxy_pass http://1.1.1.1:80; proxy_read_timeout 400ms; } } }
`;

const skip = await auditSkip("nginx");

t.test("a production address is answered by the fake upstream", { skip }, async (t) => {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "nginx.conf"), config);
  const { stdout } = await runCli([
    ...["audit", folder, "--launcher", "netns", "--lanes", "1", "--json"],
    ...["--fault", "refuse", "--method", "GET", "--runs", join(folder, "runs")],
  ]);
  const [route] = (JSON.parse(stdout) as AuditReport).routes;
  t.match(route?.baseline, [{ end: "answered", status: 200, tries: 1 }], "our upstream saw it");
  t.match(route?.outcomes, [{ end: "answered", status: 502, told: true }]);
});

t.test("the proxy of an audit has no interface but lo", { skip }, async (t) => {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "nginx.conf"), config);
  const binary = join(folder, "look.sh");
  // In the proxy's place: what it says is told as the reason why it did not start.
  writeFileSync(binary, "#!/bin/sh\necho nginx version: nginx/1.22.1 >&2\ncat /proc/net/dev >&2\n");
  chmodSync(binary, 0o755);
  const { stdout, stderr } = await runCli([
    ...["audit", folder, "--launcher", "netns", "--json", "--binary", binary],
    ...["--runs", join(folder, "runs")],
  ]);
  t.match(stdout, /^\{/, stderr);
  const said = (JSON.parse(stdout) as AuditReport).troubles.join("\n");
  const names = [...said.matchAll(/(?:^|\| )\s*([\w@.-]+):\s*\d+(?:\s+\d+)+/gm)].map(
    ([, name]) => name,
  );
  t.strictSame([...new Set(names)], ["lo"], said);
});

/** An upstream by its address, one by its name, and who is asked for it: all of them somebody's. */
const production = `events {}
http {
  resolver 8.8.8.8;
  server { listen 8080;
    location / { proxy_pass http://1.1.1.1:80; proxy_read_timeout 400ms; }
    location /named/ { set $b api.example.com; proxy_pass http://$b:8081; proxy_read_timeout 400ms; }
  }
}
`;

t.test(
  "not one packet goes to a production address or resolver",
  { skip: skip || counterSkip() },
  async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "nginx.conf"), production);
    const count = countPackets(t, ["1.1.1.1", "8.8.8.8"]);
    await sendControl();
    const { stdout, stderr } = await runCli([
      ...["audit", folder, "--launcher", "netns", "--lanes", "1", "--json"],
      ...["--fault", "refuse,close-before-head", "--method", "GET", "--runs", join(folder, "runs")],
    ]);
    t.match(stdout, /^\{/, stderr);
    const { routes } = JSON.parse(stdout) as AuditReport;
    t.strictSame(
      routes.map(({ baseline }) => baseline[0]?.status),
      [200, 200],
      "both were answered",
    );
    t.equal(count(), 0);
  },
);
