import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { capabilities, historyFormat, messageOf, parseVersion } from "@gatecrash/core";
import type {
  Capability,
  Entry,
  Launcher,
  ProxyDriver,
  ProxyPlace,
  ProxyRequest,
  Trial,
} from "@gatecrash/core";
import { Barrier, Gate } from "./gate.ts";
import { RunJournal } from "./journal.ts";
import { groupIntoLanes, proxyKey, proxyKeyOf } from "./lanes.ts";
import type { LanePlan } from "./lanes.ts";
import { LaneRun } from "./lane-run.ts";
import { untilAborted } from "./until-aborted.ts";

export interface RunOptions {
  gatecrash: string;
  trials: readonly Trial[];
  drivers: ReadonlyMap<string, ProxyDriver>;
  wanted: readonly ProxyRequest[];
  launcher: Launcher;
  /** Why this launcher was taken. */
  because: string;
  seed: string;
  time_scale: number;
  /** Trials at the same time. */
  width: number;
  /** Lanes at the same time. */
  lanes: number;
  pull: boolean;
  /** A trial that needs a lane of its own: the proxy's log could not tell it from others. */
  isApart?: (trial: Trial) => boolean;
  /** Folder of the run; must not exist. */
  folder: string;
  agent: { node: string; args: readonly string[] };
  code_folders: readonly string[];
  /** Ends the run early: nothing new is started, what was recorded is kept. */
  signal: AbortSignal;
  /** Wall clock, ISO 8601, for the record. */
  started_at: string;
  onEntry?: (entry: Entry) => void;
}

export interface RunResult {
  entries: readonly Entry[];
  file: string;
  /** What went wrong with writing the history, if anything. */
  failed: string | undefined;
}

/** Trials that are run again at the same time, when all others are done: no load on any machine. */
const calm_width = 4;

const capabilityNames = Object.keys(capabilities) as Capability[];

/** Runs a plan: lanes side by side, trials of a lane side by side, exclusive trials alone at the end. */
export async function run(options: RunOptions): Promise<RunResult> {
  const journal = new RunJournal(options.folder, options.onEntry);
  // Every trial that runs waits for it.
  setMaxListeners(0, options.signal);
  const { gatecrash, seed, started_at, because, time_scale, width, launcher } = options;
  try {
    journal.add({
      kind: "run-started",
      format: historyFormat,
      gatecrash,
      seed,
      started_at,
      launcher: launcher.id,
      because,
      time_scale,
      width,
    });
    for (const trial of options.trials) journal.add({ kind: "planned", trial });
    const runnable = await skipUnmet(options, journal);
    const lanes = groupIntoLanes(runnable.trials, runnable.found, options.drivers, options.isApart);
    await runLanes(lanes, options, journal);
    journal.add({ kind: "run-ended", interrupted: options.signal.aborted });
  } finally {
    journal.close();
  }
  return { entries: journal.entries, file: journal.file, failed: journal.failed };
}

/** Skips, with the reason, what cannot run here. */
async function skipUnmet(options: RunOptions, journal: RunJournal) {
  const { launcher, drivers, pull } = options;
  const found = new Map<string, ProxyPlace>();
  const missing = new Map<string, string>();
  await Promise.all(
    options.wanted.map(async (request) => {
      const driver = drivers.get(request.id);
      if (!driver) return;
      const place = await launcher.find(driver, request, { pull });
      if ("missing" in place)
        missing.set(
          proxyKey(request),
          `${place.missing}; to mend it: ${place.mend.join("; or: ")}`,
        );
      else found.set(proxyKey(request), place);
    }),
  );
  const unmet = await unmetNeeds(launcher, options.trials);
  const trials = options.trials.filter((trial) => {
    const reason =
      trial.waiting_for ??
      trial.needs.map((need) => unmet.get(need)).find((each) => each !== undefined) ??
      missing.get(proxyKeyOf(trial)) ??
      lacking(trial, options, found);
    if (reason !== undefined) journal.add({ kind: "skipped", trial_id: trial.id, reason });
    return reason === undefined;
  });
  return { trials, found };
}

/** What trials need and this launcher cannot give: why, and what mends it. */
async function unmetNeeds(
  launcher: Launcher,
  trials: readonly Trial[],
): Promise<Map<string, string>> {
  const unmet = new Map<string, string>();
  for (const need of new Set(trials.flatMap((trial) => trial.needs))) {
    const offered = launcher.offers.find((each) => each === need);
    if (!offered) unmet.set(need, `the launcher ${launcher.id} does not offer: ${need}`);
    const lacking = offered && (await launcher.lacks?.(offered));
    if (lacking) unmet.set(need, `${lacking.missing}; to mend it: ${lacking.mend.join("; or: ")}`);
  }
  return unmet;
}

function capabilitiesOf(trials: readonly Trial[]): Capability[] {
  const needs = new Set(trials.flatMap((trial) => trial.needs));
  return capabilityNames.filter((each) => needs.has(each));
}

/** Why a proxy that is there cannot be set up as a trial wants it, if so. */
function lacking(
  trial: Trial,
  { drivers }: RunOptions,
  found: ReadonlyMap<string, ProxyPlace>,
): string | undefined {
  const said = found.get(proxyKeyOf(trial))?.version ?? trial.proxy_version;
  const version = said === undefined ? undefined : parseVersion(said);
  return drivers.get(trial.proxy)?.lacks?.(trial.topology, version);
}

async function runLanes(
  lanes: readonly LanePlan[],
  options: RunOptions,
  journal: RunJournal,
): Promise<void> {
  const laneGate = new Gate(options.lanes);
  const trialGate = new Gate(options.width);
  const calm = new Gate(calm_width);
  const alone = new Gate(1);
  const sharedDone = new Barrier(lanes.length);
  const againDone = new Barrier(lanes.length);
  // Small lanes have needs of their own, and take as long: they open first.
  const inOrder = lanes.toSorted((a, b) => a.trials.length - b.trials.length);
  await Promise.all(
    inOrder.map(async (plan) => {
      const lane = new LaneRun({
        plan,
        launcher: options.launcher,
        spec: {
          run_id: options.folder.split("/").at(-1) ?? "run",
          lane_id: plan.id,
          folder: join(options.folder, "lanes", plan.id),
          agent: options.agent,
          code_folders: options.code_folders,
          needs: capabilitiesOf(plan.trials),
        },
        journal,
        time_scale: options.time_scale,
      });
      let stands = true;
      try {
        await entering(laneGate, (entered) =>
          runShared(lane, plan, { gate: trialGate, signal: options.signal, entered }),
        );
      } catch (error) {
        stands = false;
        lane.trouble(error);
        for (const trial of plan.trials) lane.trouble(error, trial.id);
      } finally {
        sharedDone.arrive();
      }
      await sharedDone.opened;
      if (stands) await runAgain(lane, calm, options.signal);
      againDone.arrive();
      await againDone.opened;
      if (stands) await alone.through(() => runExclusive(lane, plan, options.signal));
      await lane.close();
    }),
  ).catch((error: unknown) => {
    journal.add({ kind: "trouble", code: "agent-failed", message: messageOf(error) });
  });
}

/** Runs work that leaves the gate to the next as soon as it says so, or when it has ended. */
async function entering(gate: Gate, work: (entered: () => void) => Promise<void>): Promise<void> {
  let working: Promise<void> | undefined;
  await gate.through(
    () =>
      new Promise<void>((entered) => {
        working = work(entered);
        working.then(entered, entered);
      }),
  );
  await working;
}

interface SharedRun {
  gate: Gate;
  signal: AbortSignal;
  /** Called when the last trial was let in: another lane can open while this one waits for timers. */
  entered: () => void;
}

async function runShared(
  lane: LaneRun,
  plan: LanePlan,
  { gate, signal, entered }: SharedRun,
): Promise<void> {
  if (signal.aborted) return;
  await untilAborted(lane.start(), signal);
  const shared = plan.trials.filter((trial) => !trial.exclusive);
  let outside = shared.length;
  const run = async (trial: Trial) => {
    outside -= 1;
    if (outside === 0) entered();
    if (!signal.aborted) await untilAborted(lane.runTrial(trial), signal);
  };
  // What kills the proxy would make all others of its lane wait: it comes after them, one by one.
  const harmless = shared
    .filter((trial) => !lane.kills(trial))
    .map((trial) => ({ trial, takes_ms: lane.takes(trial) }))
    .sort((a, b) => b.takes_ms - a.takes_ms);
  await Promise.all(
    harmless.map(({ trial, takes_ms }) => gate.through(() => run(trial), takes_ms)),
  );
  for (const trial of shared) {
    if (lane.kills(trial)) await gate.through(() => run(trial), Number.POSITIVE_INFINITY);
  }
}

/** What told nothing beside all the others is run once more when they are done. */
async function runAgain(lane: LaneRun, gate: Gate, signal: AbortSignal): Promise<void> {
  const again = async (trial: Trial) => {
    if (!signal.aborted) await untilAborted(lane.runAgain(trial), signal);
  };
  await Promise.all(lane.unclear.map((trial) => gate.through(() => again(trial))));
}

async function runExclusive(lane: LaneRun, plan: LanePlan, signal: AbortSignal): Promise<void> {
  for (const trial of plan.trials) {
    if (trial.exclusive && !signal.aborted) await untilAborted(lane.runTrial(trial), signal);
  }
  await runAgain(lane, new Gate(1), signal);
}
