import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import { createRandom } from "@gatecrash/core";
import t from "tap";
import type { Test } from "tap";
import { emptyFolder, resultOf, runCli, startCli } from "../support/cli.ts";
import { docker, imageSkip, makeImage } from "../support/images.ts";

const site = `upstream shop { server 10.0.3.7:8080; }
server {
  listen 443 ssl;
  server_name shop.test;
  ssl_certificate /etc/nginx/certs/shop.pem;
  ssl_certificate_key /run/secrets/shop.key;
  access_log /var/log/nginx/shop.log;
  location / { proxy_pass http://shop; proxy_read_timeout 400ms; }
}
`;

/** As Debian lays them out: what is enabled is a link, and another folder is one, too. */
const nginx_files = {
  "/etc/nginx/nginx.conf":
    "events {}\nhttp { include mime.types; include enabled/*; include linked/*.conf; }\n",
  "/etc/nginx/available/shop": site,
  "/etc/nginx/enabled/shop": "-> ../available/shop",
  "/etc/nginx/linked": "-> /opt/more",
  "/opt/more/status.conf":
    "server { listen 8081; location / { proxy_pass http://status.internal:81; } }\n",
};

const haproxy_files = {
  "/opt/edge/edge.cfg": `defaults
  mode http
  timeout connect 400ms
  timeout client 2s
  timeout server 400ms
frontend web
  bind :8080
  use_backend %[path,map_beg(/opt/edge/paths.map,shop)]
backend shop
  server s1 10.0.3.7:8080
backend api
  server s1 10.0.3.9:8080
`,
  "/opt/edge/paths.map": "/api api\n",
};

const commands = ["--lanes", "1", "--json", "--fault", "refuse", "--method", "GET"];

async function audited(t: Test, image: string, more: string[] = []): Promise<AuditReport> {
  const runs = join(emptyFolder(t), "runs");
  const args = ["audit", ...more, "--docker-image", image, ...commands, "--runs", runs];
  const { stdout, stderr } = await runCli(args);
  t.match(stdout, /^\{/, stderr);
  return JSON.parse(stdout) as AuditReport;
}

t.test(
  "an image of nginx is audited by what it has",
  { skip: await imageSkip("nginx:1.22") },
  async (t) => {
    const image = makeImage(t, { from: "nginx:1.22", files: nginx_files });
    const report = await audited(t, image);
    t.strictSame(report.troubles, []);
    t.match(report.version, /1\.22/);
    const names = report.files.map(({ file }) => file);
    t.strictSame(names, ["nginx.conf", "mime.types", "enabled/shop", "linked/status.conf"]);
    t.strictSame(
      report.routes.map(({ baseline, outcomes }) => [baseline[0]?.status, outcomes[0]?.status]),
      [
        [200, 502],
        [200, 502],
      ],
    );
    const made = report.supplied.map(({ path }) => path);
    t.strictSame(made.sort(), ["/etc/nginx/certs/shop.pem", "/run/secrets/shop.key"]);
  },
);

t.test(
  "an image of HAProxy is started by its own command",
  { skip: await imageSkip("haproxy:2.6") },
  async (t) => {
    const changes = ['CMD ["haproxy", "-f", "/opt/edge/edge.cfg"]'];
    const image = makeImage(t, { from: "haproxy:2.6", files: haproxy_files, changes });
    const report = await audited(t, image);
    t.strictSame(report.troubles, []);
    t.strictSame(
      report.routes.map(({ group, baseline, outcomes }) => [
        group,
        baseline[0]?.status,
        outcomes[0]?.status,
      ]),
      [
        ["api", 200, 503],
        ["shop", 200, 503],
      ],
    );
  },
);

t.test(
  "what the user brings takes the place of what the image has",
  { skip: await imageSkip("nginx:1.22") },
  async (t) => {
    // Official images have such a file; it would answer in the user's place.
    const other = { "/etc/nginx/conf.d/default.conf": "server { listen 8082; return 418; }" };
    const image = makeImage(t, { from: "nginx:1.22", files: { ...nginx_files, ...other } });
    const own = emptyFolder(t);
    const server = "server { listen 8082; location / { proxy_pass http://10.1.1.1:82; } }";
    writeFileSync(join(own, "nginx.conf"), "events {}\nhttp { include conf.d/*.conf; }\n");
    mkdirSync(join(own, "conf.d"));
    writeFileSync(join(own, "conf.d/own.conf"), server);
    const report = await audited(t, image, [own]);
    t.strictSame(report.troubles, []);
    t.strictSame(
      report.routes.map(({ group, baseline }) => [group, baseline[0]?.status]),
      [["10.1.1.1:82", 200]],
    );
  },
);

t.test(
  "images that cannot be audited",
  { skip: await imageSkip("nginx:1.22", "haproxy:2.6") },
  async (t) => {
    const cases = [
      {
        image: "gatecrash-test-nowhere:1",
        code: 4,
        said: /Docker does not have the image gatecrash-test-nowhere:1[^]*docker pull gatecrash-test-nowhere:1/,
      },
      {
        image: makeImage(t, { from: "haproxy:2.6" }),
        code: 3,
        said: /starts haproxy and has no configuration: there is no \/usr\/local\/etc\/haproxy\/haproxy\.cfg[^]*gatecrash audit haproxy\.cfg --docker-image/,
      },
      {
        image: makeImage(t, {
          from: "haproxy:2.6",
          changes: ['CMD ["sleep", "9"]'],
        }),
        code: 3,
        said: /is none of haproxy or nginx: its command is "docker-entrypoint.sh sleep 9"/,
      },
      {
        image: makeImage(t, {
          from: "nginx:1.22",
          files: { "/etc/nginx/nginx.conf": "events {}\nhttp { include missing.conf; }\n" },
        }),
        code: 3,
        said: /nginx\.conf:2: cannot include \/etc\/nginx\/missing\.conf: the image has no/,
      },
      {
        image: makeImage(t, {
          from: "nginx:1.22",
          files: { "/etc/nginx/nginx.conf": `events {}\n${"# filler\n".repeat(700_000)}` },
        }),
        code: 3,
        said: /nginx\.conf: .*MiB/,
      },
    ];
    for (const { image, code, said } of cases) {
      const folder = emptyFolder(t);
      const result = await runCli([
        "audit",
        "--docker-image",
        image,
        "--runs",
        join(folder, "runs"),
      ]);
      t.equal(result.code, code, result.stderr);
      t.match(result.stderr, said);
      t.notMatch(result.stderr, /gatecrash-image-/, "no path of this machine is told");
    }
  },
);

/** Containers are seen to come and go; waiting for them is bounded, not timed. */
const looks = 600;
const look_every_ms = 50;
const latest_ms = 400;

/** What a runner has made when it is killed, in its order. */
const stages = [/files-\d+$/, /-agent /, /-proxy-1 /, /-proxy-2 /];

t.test(
  "no container is left of a runner that is killed",
  { skip: await imageSkip("nginx:1.22") },
  async (t) => {
    // Of two servers each is left out after a failure: so the proxy is started again and again.
    const two = site.replace(
      "server 10.0.3.7:8080;",
      "server 10.0.3.7:8080; server 10.0.3.8:8080;",
    );
    const files = { ...nginx_files, "/etc/nginx/available/shop": two };
    const image = makeImage(t, { from: "nginx:1.22", files });
    const random = createRandom("kill", "audit-image");
    for (const [index, stage] of [...stages, ...stages].entries()) {
      const runs = join(emptyFolder(t), "runs");
      const seed = `kill${process.pid}-${index}`;
      const args = ["--fault", "refuse,cut-body", "--lanes", "2", "--seed", seed, "--runs", runs];
      const child = startCli(["audit", "--docker-image", image, ...args]);
      const ended = resultOf(child);
      const own = () => containersOf(seed, child.pid ?? 0);
      const seen = await until(
        () => own().some((line) => stage.test(line)) || child.exitCode !== null,
      );
      await new Promise((resolve) => setTimeout(resolve, random.int(0, latest_ms)));
      const killed = child.kill("SIGKILL");
      await ended;
      await until(() => own().length === 0);
      t.strictSame(own(), [], String(stage));
      t.ok(seen && killed, "it was killed while it ran");
    }
  },
);

async function until(condition: () => boolean): Promise<boolean> {
  for (let times = 0; times < looks; times += 1) {
    if (condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, look_every_ms));
  }
  return condition();
}

/** Those of its lanes have its seed in their names, others its process number in a label. */
function containersOf(seed: string, pid: number): string[] {
  const format = '{{.Names}} {{.Label "gatecrash.run"}}';
  const list = docker("ps", "--all", "--filter", "label=gatecrash.run", "--format", format);
  return list
    .split("\n")
    .filter((line) => line.includes(`-audit-${seed}-`) || line.endsWith(`-${pid}`));
}
