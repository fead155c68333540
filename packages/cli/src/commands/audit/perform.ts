import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import {
  askedFiles,
  certifiedHosts,
  planAudit,
  planBaseline,
  planTree,
  planWorld,
  viewAudit,
} from "@gatecrash/audit";
import type { ConfigurationFiles, GoodStatus, MachineFacts, WorldTree } from "@gatecrash/audit";
import { Problem } from "@gatecrash/core";
import type {
  CatalogueFault,
  Configuration,
  Edit,
  Entry,
  Launcher,
  NeededFile,
  ProxyPlace,
  Trial,
} from "@gatecrash/core";
import { audit } from "@gatecrash/runner";
import type { AuditResult } from "@gatecrash/runner";
import { issueFor } from "@gatecrash/upstream";
import { codeFolders } from "../../code-folders.ts";
import { agentFile } from "../../programs.ts";
import { version } from "../../version.ts";
import { dhParameters } from "./dh-parameters.ts";
import { deadlineOf, frontOf, reachableAt } from "./fronts.ts";
import { scaledCopy } from "./read.ts";
import { insideFacts } from "./image/facts.ts";
import type { ReadInside } from "./image/read.ts";
import { startOf } from "./image/start.ts";
import type { ReadConfiguration } from "./read.ts";

export interface AuditRun {
  launcher: Launcher;
  because: string;
  place: ProxyPlace;
  /** The user named the image that it is started in. */
  image_named: boolean;
  faults: ReadonlyMap<string, CatalogueFault>;
  /** Ids of faults, in order. */
  wanted: readonly string[];
  methods: readonly string[];
  good: GoodStatus;
  seed: string;
  /** By what all times of the configuration are multiplied, in a copy. */
  time_scale: number;
  /** Only these trials, and the baselines of their routes. */
  only?: OnlyTrials;
  /** Edits that were made in a copy of the user's files already. */
  edits?: readonly Edit[];
  lanes?: number;
  /** Folder for what this run leaves: its history, rendered files and logs. */
  folder: string;
  signal: AbortSignal;
  started_at: string;
  onEntry?: (entry: Entry) => void;
}

/** A lane is an agent and a proxy, most of the time waiting for timers. */
const lanes_per_core = 3;

/** Plans world and trials, and runs them. Where times are scaled, a copy is run in place of it. */
export async function performAudit(
  given: ReadConfiguration | ReadInside,
  run: AuditRun,
): Promise<{ result: AuditResult; tree: WorldTree }> {
  const read = scaledCopy(given, run.time_scale);
  const { driver, reader, files, configuration } = read;
  const world = planWorld(configuration);
  const { authority, identity } = await issueFor(certifiedHosts(configuration));
  const { chain: certificate, key } = identity;
  const makings = { certificate, key, authority, dh_parameters: dhParameters() };
  takeAlong(files, configuration);
  const own = new Map([...files.read_files.keys()].map((path) => [path, files.read(path)]));
  const facts = await factsOf(read);
  const tree = planTree(configuration, world, own, facts, makings);
  const modules = (configuration.needs.modules ?? []).filter(
    ({ path }) => !facts.missing.has(path),
  );
  const { faults, wanted, methods, seed, place, launcher, because, good, time_scale } = run;
  const input = { configuration, faults, wanted, methods, inner: world.inner, seed, time_scale };
  const trials = chosenTrials(planAudit(input), run.only);
  const launch = reader.launch(
    configuration,
    files.paths,
    modules.map(({ path }) => path),
  );
  const { args } = launch;
  const { image_named } = run;
  const start =
    "inside" in read
      ? startOf(read, { args, image_named, brings_modules: modules.length > 0 })
      : {};
  const result = await audit({
    gatecrash: version,
    configuration: given.configuration,
    time_scale,
    ...(run.edits ? { edits: run.edits } : {}),
    driver,
    place,
    launch,
    launcher,
    because,
    world: {
      lane: {
        ...world.lane,
        replaced: "inside" in read && read.whole ? [] : replacedBy(files),
        start,
      },
      spec: { ...world.spec, identity },
    },
    tree: tree.files,
    frontOf: (id) => frontOf(configuration, id, identity),
    deadlineOf: (id) => deadlineOf(configuration, id),
    fronts: configuration.fronts.map(({ address }) => reachableAt(address)),
    baseline: chosenBaselines(planBaseline(input), run.only),
    trialsFor: (entries) => goodTrials(entries, trials, good),
    lanes: run.lanes ?? lanes_per_core * availableParallelism(),
    seed,
    folder: run.folder,
    agent: { node: process.execPath, args: [agentFile] },
    code_folders: codeFolders([]),
    signal: run.signal,
    started_at: run.started_at,
    ...(run.onEntry ? { onEntry: run.onEntry } : {}),
  });
  return { result, tree };
}

/** Some of the trials of an audit, and a route that is asked whatever they are. */
export interface OnlyTrials {
  ids: ReadonlySet<string>;
  /** None: the routes of the trials, or all where there are no trials either. */
  route?: string;
}

function chosenTrials(trials: readonly Trial[], only: OnlyTrials | undefined): readonly Trial[] {
  return only ? trials.filter(({ id }) => only.ids.has(id)) : trials;
}

function chosenBaselines(trials: readonly Trial[], only: OnlyTrials | undefined) {
  if (!only) return trials;
  const { route } = only;
  return route === undefined ? trials : trials.filter(({ audited }) => audited?.route === route);
}

/** Trials of routes and methods whose baseline was good. */
function goodTrials(entries: readonly Entry[], trials: readonly Trial[], status: GoodStatus) {
  const good = new Set(
    viewAudit(entries, status).routes.flatMap(({ route, methods }) =>
      methods.map((method) => `${method} ${route.id}`),
    ),
  );
  return trials.filter(({ audited, requests }) =>
    good.has(`${requests[0]?.method ?? ""} ${audited?.route ?? ""}`),
  );
}

/** Kinds that nothing made for the run can stand for. */
const taken: ReadonlySet<NeededFile["kind"]> = new Set<NeededFile["kind"]>(["other", "script"]);

/** Files of the user's folder that the proxy itself reads: they go into the world as they are. */
function takeAlong(files: ConfigurationFiles, { needs }: Configuration): void {
  const { inside, outside } = files.folder;
  for (const { path, kind } of needs.files) {
    const at = resolve(inside, path);
    const own = join(outside, relative(inside, at));
    const found = statSync(own, { throwIfNoEntry: false })?.isFile() ?? false;
    if (taken.has(kind) && at.startsWith(`${inside}/`) && found) files.read(at);
  }
}

/** A folder that the user brings stands for the whole of it; what is in the main one stays. */
function replacedBy({ read_files, folder }: ConfigurationFiles): string[] {
  const { inside, outside } = folder;
  if (inside === outside) return [];
  const folders = [...read_files.keys()].map(dirname);
  return [...new Set(folders.filter((each) => each.startsWith(`${inside}/`)))];
}

/** What there is of what the configuration names: on this machine, or in the image. */
async function factsOf(read: ReadConfiguration | ReadInside): Promise<MachineFacts> {
  const { configuration, files } = read;
  if ("inside" in read) return insideFacts(read.inside, configuration, files.folder.inside);
  return machineFacts(configuration);
}

/** What this machine has of what the configuration names. */
function machineFacts(configuration: Configuration): MachineFacts {
  const { files, modules = [], users, groups } = configuration.needs;
  const missing = [...files, ...modules, ...askedFiles(configuration)]
    .map(({ path }) => path)
    .filter((path) => !isReadable(path));
  // A certificate of the machine fits no key that is made.
  const alone = files.some(({ kind, path }) => kind === "key" && missing.includes(path));
  if (alone)
    missing.push(...files.flatMap(({ kind, path }) => (kind === "certificate" ? [path] : [])));
  const [passwd, group] = [read("/etc/passwd"), read("/etc/group")];
  const [uid = 0, gid = 0] = [process.geteuid?.(), process.getegid?.()];
  if (uid === 0) return { missing: new Set(missing), passwd, group };
  // In an ordinary user's namespace there is no other user: whoever is named has to be that one.
  const others = (text: string, names: readonly { name: string }[]) =>
    text
      .split(/(?<=\n)/)
      .filter((line) => !names.some(({ name }) => line.startsWith(`${name}:`)))
      .join("");
  return {
    ...{ missing: new Set(missing), own_ids: { uid, gid } },
    passwd: others(passwd, users),
    group: others(group, [...users, ...groups]),
  };
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    throw new Problem("file-unreadable", `${file}: ${String(error)}`);
  }
}
