import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { historyFormat, messageOf, trialWithoutSecrets, withoutSecrets } from "@gatecrash/core";
import type {
  Address,
  AuditFront,
  Configuration,
  Edit,
  Entry,
  LaneWorld,
  Launcher,
  LaunchSpec,
  ProxyDriver,
  ProxyPlace,
  Trial,
  WorldFile,
  WorldSpec,
} from "@gatecrash/core";
import { AuditLane } from "./audit-lane.ts";
import { RunJournal } from "./journal.ts";

export interface AuditOptions {
  gatecrash: string;
  /** As the user has it; where times are scaled, a copy with others is run. */
  configuration: Configuration;
  /** By what all times were multiplied. */
  time_scale: number;
  /** What was changed in a copy of the user's files before they were read. */
  edits?: readonly Edit[];
  driver: ProxyDriver;
  place: ProxyPlace;
  launch: Omit<LaunchSpec, "files">;
  launcher: Launcher;
  because: string;
  world: { lane: Omit<LaneWorld, "tree">; spec: WorldSpec };
  tree: readonly WorldFile[];
  /** How the front of each route is spoken to. */
  frontOf(route: string): AuditFront;
  /** What the client waits for at most, by route. */
  deadlineOf(route: string): number;
  /** Addresses that must be listened on before a lane is ready. */
  fronts: readonly Address[];
  baseline: readonly Trial[];
  /** The trials to run, once it is known how the routes do with healthy upstreams. */
  trialsFor(entries: readonly Entry[]): readonly Trial[];
  lanes: number;
  seed: string;
  folder: string;
  agent: { node: string; args: readonly string[] };
  code_folders: readonly string[];
  signal: AbortSignal;
  started_at: string;
  onEntry?: (entry: Entry) => void;
}

export interface AuditResult {
  entries: readonly Entry[];
  file: string;
  failed: string | undefined;
}

/**
 * Audits a configuration: a lane with its world, every route asked with healthy upstreams, then the
 * trials in several lanes side by side. Writes a history and nothing else.
 */
export async function audit(options: AuditOptions): Promise<AuditResult> {
  const journal = new RunJournal(options.folder, options.onEntry);
  const { gatecrash, seed, started_at, because, launcher, lanes, time_scale } = options;
  journal.add({
    kind: "run-started",
    format: historyFormat,
    gatecrash,
    seed,
    started_at,
    launcher: launcher.id,
    because,
    time_scale,
    width: lanes,
  });
  const configuration = { ...withoutSecrets(options.configuration) } as Record<string, unknown>;
  const edits = options.edits?.map((edit) => ({ ...edit }));
  journal.add({ kind: "configuration-read", configuration, ...(edits ? { edits } : {}) });
  const tree = join(options.folder, "world");
  try {
    await writeTree(tree, options.tree);
    await runIn(options, journal, tree);
  } catch (error) {
    journal.add({ kind: "trouble", code: "agent-failed", message: messageOf(error) });
  } finally {
    // Keys that were made for the run are of no use after it.
    await rm(tree, { recursive: true, force: true });
  }
  journal.add({ kind: "run-ended", interrupted: options.signal.aborted });
  journal.close();
  return { entries: journal.entries, file: journal.file, failed: journal.failed };
}

async function runIn(options: AuditOptions, journal: RunJournal, tree: string): Promise<void> {
  const open = (number: number) => new AuditLane(number, options, journal, tree);
  const planned = (trial: Trial) => ({
    kind: "planned" as const,
    trial: trialWithoutSecrets(trial, options.configuration),
  });
  const first = open(1);
  const opened = [first];
  try {
    for (const trial of options.baseline) journal.add(planned(trial));
    if (!(await first.start())) return;
    await first.runAll([...options.baseline]);
    const trials = [...options.trialsFor(journal.entries)];
    for (const trial of trials) journal.add(planned(trial));
    const more = Math.min(options.lanes, Math.ceil(trials.length / 4)) - 1;
    const others = Array.from({ length: Math.max(0, more) }, (_, index) => open(index + 2));
    opened.push(...others);
    await Promise.all([
      first.runAll(trials),
      ...others.map(async (lane) => {
        if (await lane.start()) await lane.runAll(trials);
      }),
    ]);
  } finally {
    await Promise.all(opened.map((lane) => lane.close()));
  }
}

async function writeTree(folder: string, files: readonly WorldFile[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  for (const { path, content, mode } of files) {
    const at = join(folder, path);
    if (content === undefined) {
      await mkdir(at, { recursive: true, mode });
      continue;
    }
    await mkdir(dirname(at), { recursive: true, mode: 0o755 });
    await writeFile(at, Buffer.from(content, "latin1"), { mode });
  }
}
