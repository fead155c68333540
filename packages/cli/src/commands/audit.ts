import { readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import {
  certifiedHosts,
  openFiles,
  planAudit,
  planBaseline,
  planTree,
  planWorld,
  viewAudit,
} from "@gatecrash/audit";
import type { AuditView, ConfigurationFiles, MachineFacts, WorldPlan } from "@gatecrash/audit";
import { createRandom, isUnixSocket, Problem } from "@gatecrash/core";
import type {
  Address,
  AuditFront,
  AuditRoute,
  Configuration,
  Entry,
  Front,
  ProxyDriver,
  SocketAddress,
  Trial,
} from "@gatecrash/core";
import { audit } from "@gatecrash/runner";
import { issueFor } from "@gatecrash/upstream";
import { loadFaults, loadLaunchers, loadProxies } from "../catalogue.ts";
import { chooseLauncher } from "../choose-launcher.ts";
import { codeFolders } from "../code-folders.ts";
import { agentFile } from "../programs.ts";
import { stopOnSignals } from "../signals.ts";
import { version } from "../version.ts";
import { defaultFaults } from "./audit/default-faults.ts";
import { dhParameters } from "./audit/dh-parameters.ts";

/** Options of `audit`, as commander gives them. */
export interface AuditCommandOptions {
  proxy?: string;
  launcher: string;
  dockerImage?: string;
  binary?: string;
  fault: string[];
  all: boolean;
  method: string[];
  lanes?: number;
  seed?: string;
  runs: string;
  json: boolean;
  list: boolean;
}

/** A lane is an agent and a proxy, most of the time waiting for timers. */
const lanes_per_core = 3;

/** `gatecrash audit [paths]`. Returns the exit code. */
export async function auditCommand(paths: string[], options: AuditCommandOptions): Promise<number> {
  const drivers = await loadProxies();
  const { driver, files, configuration } = readConfiguration(paths, options, drivers);
  if (options.list) {
    process.stdout.write(`${JSON.stringify(configuration, undefined, 2)}\n`);
    return 0;
  }
  const view = await performAudit(driver, files, configuration, drivers, options);
  for (const route of view.routes) {
    process.stdout.write(`${route.route.id} -> ${route.group.name}\n`);
    for (const probe of [...route.baseline, ...route.probes]) {
      const { answer, after, elapsed_ms, tries } = probe;
      process.stdout.write(
        `  ${probe.method} ${probe.fault}${probe.partly ? " (one)" : ""}: ${answer?.status ?? answer?.end} ${Math.round(elapsed_ms)} ms, ${tries} tries, after: ${after?.status ?? after?.end} ${probe.trouble ?? ""}\n`,
      );
    }
  }
  for (const trouble of view.troubles) process.stdout.write(`${trouble}\n`);
  return 0;
}

function readConfiguration(
  paths: readonly string[],
  options: AuditCommandOptions,
  drivers: ReadonlyMap<string, ProxyDriver>,
): { driver: ProxyDriver; files: ConfigurationFiles; configuration: Configuration } {
  const environment = process.env;
  for (const driver of drivers.values()) {
    const { reader } = driver;
    if (!reader || (options.proxy !== undefined && options.proxy !== driver.id)) continue;
    const { folder: inside, main_files } = reader;
    const files = openFiles({ given: paths, inside, main_files, environment });
    const [main] = files.paths;
    if (main === undefined) continue;
    if (options.proxy === undefined && !reader.recognises(files.read(main))) continue;
    return { driver, files, configuration: reader.read(files) };
  }
  const known = [...drivers.keys()].join(" or ");
  throw new Problem(
    "configuration-invalid",
    `${paths.join(", ")}: this is no configuration of ${known}`,
    "Name the main file, or say which it is with --proxy.",
  );
}

async function performAudit(
  driver: ProxyDriver,
  files: ConfigurationFiles,
  configuration: Configuration,
  drivers: ReadonlyMap<string, ProxyDriver>,
  options: AuditCommandOptions,
): Promise<AuditView> {
  const { reader } = driver;
  if (!reader) throw new Problem("usage-invalid", `${driver.id} cannot be audited`);
  const [faults, launchers] = await Promise.all([loadFaults(), loadLaunchers()]);
  const { dockerImage: image, binary } = options;
  const wanted = { id: driver.id, ...(image ? { image } : {}), ...(binary ? { binary } : {}) };
  const { launcher, because } = await chooseLauncher(
    options.launcher,
    launchers,
    drivers,
    { all: [wanted], named: [wanted] },
    false,
  );
  const place = await launcher.find(driver, wanted, { pull: false });
  if ("missing" in place) throw new Problem("launcher-unavailable", place.missing);
  const world = planWorld(configuration);
  const { authority, identity } = await issueFor(certifiedHosts(configuration));
  const makings = {
    certificate: identity.chain,
    key: identity.key,
    authority,
    dh_parameters: dhParameters(),
  };
  const own = new Map(
    [...files.read_files].map(([path, real]) => [path, readFileSync(real, "latin1")]),
  );
  const tree = planTree(configuration, world, own, machineFacts(configuration), makings);
  const seed = options.seed ?? createRandom(String(process.hrtime.bigint()), "audit").text(6);
  const methods = options.method.length > 0 ? options.method : ["GET", "POST"];
  const ids = options.all
    ? [...faults.keys()]
    : options.fault.length > 0
      ? options.fault
      : defaultFaults;
  const input = { configuration, faults, wanted: ids, methods, inner: world.inner, seed };
  const started_at = new Date().toISOString();
  const stop = stopOnSignals();
  const result = await audit({
    gatecrash: version,
    configuration,
    driver,
    place,
    launch: reader.launch(configuration, files.paths),
    launcher,
    because,
    world: { lane: world.lane, spec: { ...world.spec, identity } },
    tree: tree.files,
    frontOf: (id) => frontOf(configuration, id),
    deadlineOf: (id) => deadlineOf(configuration, id),
    fronts: configuration.fronts.map(({ address }) => reachableAt(address)),
    baseline: planBaseline(input),
    trialsFor: (entries) => goodTrials(entries, planAudit(input)),
    lanes: options.lanes ?? lanes_per_core * availableParallelism(),
    seed,
    folder: join(resolve(options.runs), `${started_at.replace(/[:.]/g, "-")}-audit-${seed}`),
    agent: { node: process.execPath, args: [agentFile] },
    code_folders: codeFolders([]),
    signal: stop.signal,
    started_at,
  }).finally(() => {
    stop.done();
  });
  return viewAudit(result.entries);
}

/** Trials of routes and methods whose baseline was good. */
function goodTrials(entries: readonly Entry[], trials: readonly Trial[]): Trial[] {
  const good = new Set(
    viewAudit(entries).routes.flatMap(({ route, methods }) =>
      methods.map((method) => `${method} ${route.id}`),
    ),
  );
  return trials.filter(({ audited, requests }) =>
    good.has(`${requests[0]?.method ?? ""} ${audited?.route ?? ""}`),
  );
}

function machineFacts({ needs }: Configuration): MachineFacts {
  const missing = needs.files
    .map(({ path }) => path)
    .filter((path) => statSync(path, { throwIfNoEntry: false }) === undefined);
  return {
    missing: new Set(missing),
    passwd: readFileSync("/etc/passwd", "latin1"),
    group: readFileSync("/etc/group", "latin1"),
  };
}

function frontOf({ fronts, routes }: Configuration, id: string): AuditFront {
  const route = routes.find((each) => each.id === id);
  const front = fronts.find((each) => each.id === route?.front);
  if (!front) throw new Problem("usage-invalid", `no front for ${id}`);
  return {
    address: reachableAt(front.address),
    ...(front.tls ? { tls: serverName(front, route) } : {}),
    ...(front.proxy_protocol ? { proxy_protocol: true } : {}),
  };
}

/** TLS has no names for addresses. */
function serverName(front: Front, route: AuditRoute | undefined): string {
  const host = route?.request?.host ?? "";
  return /[a-z]/i.test(host) && !host.includes(":") ? host.replace(/:\d+$/, "") : "gatecrash.test";
}

function reachableAt(address: SocketAddress): Address {
  if (address.kind === "unix") return { address: address.path, port: 0 };
  const all = ["", "*", "0.0.0.0"].includes(address.host);
  const host = address.host.replace(/^\[(.*)\]$/, "$1");
  const local = all
    ? "127.0.0.1"
    : host === "::"
      ? "::1"
      : host === "localhost"
        ? "127.0.0.1"
        : host;
  const at = { address: local, port: address.port };
  return isUnixSocket(at) ? { ...at, port: 0 } : at;
}

/** A client that waits for a proxy's last timer, and a little more; no timer: a minute. */
const deadline_ms_max = 130_000;

function deadlineOf({ routes, groups }: Configuration, id: string): number {
  const route = routes.find((each) => each.id === id);
  const servers = groups.find((each) => each.id === route?.group)?.endpoints.length ?? 1;
  if (!route) return deadline_ms_max;
  const { connect_timeout_ms, send_timeout_ms, read_timeout_ms, tries_max } = route.settings;
  const tries = Math.max(1, Math.min(tries_max.value === 0 ? servers : tries_max.value, 8));
  const once = connect_timeout_ms.value + send_timeout_ms.value + read_timeout_ms.value;
  return Math.min(deadline_ms_max, tries * once + 5_000);
}
