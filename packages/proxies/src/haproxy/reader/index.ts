import type { Configuration, ConfigurationReader, ConfigurationSource } from "@gatecrash/core";
import { edit } from "../changes/index.ts";
import { scaleTimes } from "../changes/scale.ts";
import { askedRoutes } from "./asked.ts";
import { readFronts } from "./fronts.ts";
import { makeGroup } from "./groups.ts";
import { Notes } from "./collect-notes.ts";
import { remark } from "./notes.ts";
import { countsClients } from "./needs/counts-clients.ts";
import { readBases, readNamed } from "./needs/paths.ts";
import { readNeeds } from "./needs/read.ts";
import { valuesOf } from "../../shared/arguments.ts";
import { isBack, readProxies, type Proxy } from "./proxies.ts";
import { recognises } from "./recognise.ts";
import { readRoutes } from "./routes.ts";
import { readSteps } from "./routing/steps.ts";
import type { Step } from "./routing/step.ts";
import type { World } from "./routing/world.ts";
import { readServers } from "./servers/read.ts";
import { readGlobalTls } from "./servers/global.ts";
import { listFiles, readFile } from "./text/files.ts";
import { readLines } from "./text/read-lines.ts";
import { readSections, type Section } from "./text/sections.ts";

/** Comparisons for all routes together: seconds, not minutes. */
const workMax = 30_000_000;

/** What `.if` is answered with where the version is not known. */
const newest = { text: "3.2.0", major: 3, minor: 2, patch: 0 };

/** Reads a user's own configuration of HAProxy. */
export const reader: ConfigurationReader = {
  folder: "/etc/haproxy",
  main_files: ["haproxy.cfg"],
  usual_files: ["/usr/local/etc/haproxy/haproxy.cfg", "/etc/haproxy/haproxy.cfg"],
  namedBy: (args) => valuesOf(args, "-f"),
  launch,
  recognises,
  read,
  edit,
  scaleTimes,
};

/**
 * In the foreground (`-db`), whatever the configuration says of `daemon`; it logs to where it says.
 * Relative paths are meant from its folder (`-C`), as service files have it.
 */
function launch(_configuration: Configuration, paths: readonly string[]) {
  return {
    args: ["-db", "-C", folderOf(paths), ...paths.flatMap((path) => ["-f", path])],
    logs: [
      { from: "stdout" as const, log: "access" as const },
      { from: "stderr" as const, log: "error" as const },
    ],
    stop_signal: "SIGTERM" as const,
  };
}

function folderOf([first = ""]: readonly string[]): string {
  return first.slice(0, first.lastIndexOf("/")) || "/";
}

function read(source: ConfigurationSource): Configuration {
  const notes = new Notes();
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(source.environment))
    if (value !== undefined) environment.set(name, value);
  const { files, sections } = readAll(source, environment, notes);
  const bases = readBases(sections);
  const main = source.paths[0] ?? "";
  const file = remembered((path) => readNamed(path, source, bases, main));
  const proxies = readProxies(sections);
  const shared = { environment, note: notes.add };
  const tls = readGlobalTls(sections);
  const backs = new Map<string, ReturnType<typeof readBack>>();
  for (const proxy of proxies.filter(isBack))
    backs.set(proxy.name, readBack(proxy, { ...shared, tls }));
  const fronts = proxies.flatMap((proxy) => readFronts(proxy, shared));
  for (const section of sections) remark(section, notes.add);
  const world = makeWorld(backs, file, environment);
  const stepsOf = perProxy((proxy) => readSteps(proxy, file));
  const context = {
    ...{ world, sections: sections.filter(isShared), backs: used(backs), stepsOf },
    note: notes.add,
  };
  const routes = readRoutes(fronts, context);
  return {
    proxy: "haproxy",
    files,
    fronts: fronts.map(({ front }) => front),
    routes: [...routes, ...askedRoutes(fronts, routes, source.requests ?? [], context)],
    groups: [...used(backs).values()].map(({ group }) => group),
    needs: readNeeds({
      ...{ sections, fronts, backs: [...backs.values()], environment },
      files: { source, bases, read: file, note: notes.add },
    }),
    ...(countsClients(sections) ? { counts_clients: true as const } : {}),
    notes: notes.all,
  };
}

/** Sections that proxies refer to: of proxies themselves there may be thousands. */
function isShared({ kind }: Section): boolean {
  return !/^(frontend|backend|listen|defaults)$/.test(kind);
}

/** The sections of all files, in order. */
function readAll(source: ConfigurationSource, environment: Map<string, string>, notes: Notes) {
  const version = source.version ?? newest;
  const files: Configuration["files"] = [];
  const sections: Section[] = [];
  for (const path of listFiles(source)) {
    const text = readFile(source, path);
    const file = source.nameOf(path);
    files.push({ file, bytes: text.length });
    const lines = readLines({ file, path, text }, { environment, version, note: notes.add });
    sections.push(...readSections(lines));
  }
  return { files, sections };
}

function readBack(proxy: Proxy, context: Parameters<typeof readServers>[1]) {
  const servers = readServers(proxy, context);
  return { proxy, servers, group: makeGroup(proxy, servers) };
}

type Backs = Map<string, ReturnType<typeof readBack>>;

/** Without listens that only answer themselves, such as a page of statistics. */
function used(backs: Backs): Backs {
  return new Map(
    [...backs].filter(([, { proxy, servers }]) => proxy.kind === "backend" || servers.length > 0),
  );
}

function makeWorld(
  backs: Backs,
  file: World["file"],
  environment: ReadonlyMap<string, string>,
): World {
  const active = ({
    servers,
  }: {
    servers: { endpoint: { disabled: boolean; backup: boolean } }[];
  }) => servers.filter(({ endpoint }) => !endpoint.disabled && !endpoint.backup).length;
  const serversOf = (backend: string) => {
    const back = backs.get(backend);
    return back && active(back);
  };
  return { serversOf, file, environment, maps: new Map(), work: { left: workMax } };
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key) as T;
  };
}

function perProxy(make: (proxy: Proxy) => Step[]): (proxy: Proxy) => Step[] {
  const known = new Map<Proxy, Step[]>();
  return (proxy) => {
    const steps = known.get(proxy) ?? make(proxy);
    known.set(proxy, steps);
    return steps;
  };
}
