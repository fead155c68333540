import { spawnSync } from "node:child_process";
import { join } from "node:path";
import t from "tap";
import type { AuditRoute, Configuration } from "@gatecrash/core";
import { layouts, type Layout } from "./support/nginx-layouts.ts";
import { read } from "./support/nginx-source.ts";

const lane = join(import.meta.dirname, "support", "nginx-lane.mjs");

/** Only loopback, no temporary folder of the machine, no other user. */
function whole({ text }: Layout): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path temp/${name};`)
    .join(" ");
  return `user root; pid nginx.pid; worker_processes 1; events {} http { ${temporary} access_log off;\n${text}\n}`;
}

interface Asked {
  layout: Layout;
  configuration: Configuration;
  routes: AuditRoute[];
}

const asked: Asked[] = layouts.map((layout) => {
  const configuration = read(whole(layout));
  const routes = configuration.routes.filter(({ request }) => request !== undefined);
  return { layout, configuration, routes };
});

function portsOf({ groups }: Configuration, { group }: AuditRoute): number[] {
  const endpoints = groups.find(({ id }) => id === group)?.endpoints ?? [];
  return endpoints.flatMap(({ address }) => (address.kind === "tcp" ? [address.port] : []));
}

function requestsOf({ configuration, routes }: Asked) {
  return routes.map(({ request, client, front, password }) => {
    const address = configuration.fronts.find(({ id }) => id === front)!.address;
    return { ...request, client, front: address, password: password !== undefined };
  });
}

t.test("each layout: what a request was found for, and why not", (t) => {
  for (const { layout, configuration, routes } of asked) {
    const found = routes.flatMap((route) => portsOf(configuration, route));
    t.strictSame([...new Set(found)].sort(), layout.ports, layout.title);
    for (const [port, reason] of Object.entries(layout.not ?? {})) {
      const route = configuration.routes.find((each) =>
        portsOf(configuration, each).includes(Number(port)),
      );
      t.match(route?.unreachable, reason, `${layout.title}: ${port}`);
      t.equal(route?.request, undefined);
    }
  }
  t.end();
});

const tools = ["nginx", "unshare", "ip"].filter((tool) => {
  return spawnSync(tool, ["-h"], { stdio: "ignore" }).error !== undefined;
});
const own = process.getuid?.() === 0 ? ["-n"] : ["-Urn"];
const flags = [...own, "--pid", "--fork", "--kill-child", "--mount-proc"];
const canUnshare = spawnSync("unshare", [...flags, "true"]).status === 0;
const skip =
  tools.length > 0
    ? `not installed: ${tools.join(", ")}`
    : !canUnshare && "no network namespace can be made here";

t.test("the real nginx sends each request where the reader says", { skip }, (t) => {
  const input = asked.map((each) => ({ text: whole(each.layout), requests: requestsOf(each) }));
  const { status, stdout, stderr } = spawnSync("unshare", [...flags, process.execPath, lane], {
    ...{ input: JSON.stringify(input), encoding: "utf8", timeout: 120_000 },
    env: { PATH: process.env.PATH },
  });
  t.equal(status, 0, stderr);
  const results = JSON.parse(stdout) as { status: number; ports: number[] }[][];
  for (const [index, { layout, configuration, routes }] of asked.entries()) {
    for (const [number, route] of routes.entries()) {
      const { ports, status } = results[index]![number]!;
      const wanted = portsOf(configuration, route);
      const said = `${layout.title}: ${route.id} → ${wanted.join()}, got ${status} of ${ports.join()}`;
      t.ok(wanted.length > 0 && ports.some((port) => wanted.includes(port)), said);
    }
  }
  t.end();
});
