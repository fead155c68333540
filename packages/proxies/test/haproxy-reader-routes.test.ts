import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import type { Configuration } from "@gatecrash/core";
import { reader } from "../src/haproxy/reader/index.ts";
import type { Layout } from "./support/layout.ts";
import { layouts } from "./support/layouts.ts";
import { noLane, runInLane } from "./support/lane.ts";
import type { LaneJob } from "./support/lane-child.ts";
import { fileSource } from "./support/source.ts";

const defaults = `defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
`;

interface Prepared {
  layout: Layout;
  folder: string;
  file: string;
  configuration: Configuration;
}

const folder = mkdtempSync(join(tmpdir(), "gatecrash-reader-"));
t.teardown(() => {
  rmSync(folder, { recursive: true });
});

function prepare(layout: Layout, index: number): Prepared {
  const own = mkdtempSync(join(folder, `${index}-`));
  for (const [name, content] of Object.entries(layout.files ?? {}))
    writeFileSync(join(own, name), content);
  if (layout.config.includes("site.pem")) makeCertificate(own);
  const mode = layout.config.includes("mode tcp") ? "  mode tcp\n" : "";
  const own_backends = layout.backends.filter(
    (name) => !layout.config.includes(`\nbackend ${name}\n`),
  );
  const backends = own_backends.map(
    (name, port) => `backend ${name}\n${mode}  server s1 127.0.0.1:${9_000 + port}\n`,
  );
  const file = join(own, "haproxy.cfg");
  writeFileSync(file, `${defaults}${layout.config}\n${backends.join("")}`.replaceAll("DIR", own));
  return { layout, folder: own, file, configuration: reader.read(fileSource([file])) };
}

function makeCertificate(own: string): void {
  const [key, certificate] = [join(own, "key.pem"), join(own, "crt.pem")];
  const made = spawnSync("openssl", [
    ...[
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=gatecrash.test",
    ],
    ...["-keyout", key, "-out", certificate],
  ]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr.toString()}`);
  writeFileSync(
    join(own, "site.pem"),
    readFileSync(certificate, "utf8") + readFileSync(key, "utf8"),
  );
}

const prepared = layouts.map(prepare);

t.test("every backend gets a request, or a reason why it has none", async (t) => {
  for (const { layout, configuration } of prepared) {
    const { routes, groups } = configuration;
    const expected = Object.entries(layout.unreachable ?? {});
    t.same(
      groups.map(({ id }) => id).filter((id) => !routes.some(({ group }) => group === id)),
      [],
      `${layout.name}: each backend has a route`,
    );
    for (const route of routes) {
      const reason = expected.find(
        ([name]) => route.id.endsWith(name) || route.group === name,
      )?.[1];
      const what = `${layout.name}: ${route.id}`;
      if (reason) t.match(route.unreachable, reason, what);
      else t.equal(route.unreachable, undefined, what);
    }
  }
});

t.test("haproxy takes the request to that very backend", { skip: noLane() ?? false }, async (t) => {
  const jobs = prepared.map(({ file, configuration }): LaneJob => {
    const { groups, fronts, routes } = configuration;
    const servers = groups.flatMap(({ id, endpoints }) =>
      endpoints.flatMap(({ address }) =>
        address.kind === "tcp" ? [{ port: address.port, backend: id }] : [],
      ),
    );
    const requests = routes.flatMap((route) => {
      const front = fronts.find(({ id }) => id === route.front);
      return front && route.request ? [{ front, route }] : [];
    });
    return { argv: ["-f", file], servers, requests };
  });
  const results = runInLane(jobs, ["10.1.2.1", "10.1.2.3"]);
  for (const [index, { layout }] of prepared.entries()) {
    const job = jobs[index]!;
    const { reached, said } = results[index]!;
    t.equal(reached.length, job.requests.length, `${layout.name}: it ran`, { said });
    for (const [number, { route }] of job.requests.entries())
      t.equal(reached[number], route.group, `${layout.name}: ${route.id}`, {
        request: route.request,
        said,
      });
  }
});
