import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import {
  createRandom,
  exitCodeOf,
  judge,
  makeReport,
  observe,
  parseHistory,
  plan,
  visible,
} from "@gatecrash/core";
import type {
  CatalogueFault,
  Entry,
  ProxyDriver,
  ProxyRequest,
  Report,
  Reporter,
  ReportOptions,
  Trial,
} from "@gatecrash/core";
import { run } from "@gatecrash/runner";
import type { RunResult } from "@gatecrash/runner";
import { loadFaults, loadLaunchers, loadProxies, loadReporters } from "../catalogue.ts";
import { chooseLauncher } from "../choose-launcher.ts";
import { codeFolders } from "../code-folders.ts";
import { failFast } from "../fail-fast.ts";
import { keepTrials } from "../keep-trials.ts";
import { LiveDisplay } from "../live.ts";
import {
  pickReporters,
  refuseIncomplete,
  refuseOutputs,
  reportOptions,
  writeReports,
} from "../output.ts";
import { parseProxyRequests } from "../proxy-requests.ts";
import { readHistory } from "../read-history.ts";
import { defaultScenarios, loadScenarios, matrixScenarios } from "../scenario-files.ts";
import type { LoadedScenarios } from "../scenario-files.ts";
import { stopOnSignals } from "../signals.ts";
import { agentFile } from "../programs.ts";
import { version } from "../version.ts";

/** Options of `run` and `matrix`, as commander gives them. */
export interface RunCommandOptions {
  proxy: string[];
  launcher: string;
  fault: string[];
  faults: string[];
  grep?: string;
  seed?: string;
  width?: number;
  timeScale: number;
  reporter: string[];
  output: string[];
  image: string[];
  binary: string[];
  pull: boolean;
  failFast: boolean;
  list: boolean;
  runs: string;
}

/** Trials wait for timers most of the time: many fit on a core. */
const trials_per_core = 48;

/** A lane is a process or two of its own: few fit on a core. */
const lanes_per_core = 3;

/** `gatecrash run [paths]`. Returns the exit code. */
export async function runCommand(paths: string[], options: RunCommandOptions): Promise<number> {
  const faults = await loadFaults(options.faults.map((folder) => resolve(folder)));
  return runScenarios(
    await loadScenarios(paths.length > 0 ? paths : [defaultScenarios()]),
    faults,
    options,
  );
}

/** `gatecrash matrix`: every fault of the catalogue × proxies. Returns the exit code. */
export async function matrixCommand(options: RunCommandOptions): Promise<number> {
  const faults = await loadFaults(options.faults.map((folder) => resolve(folder)));
  const loaded = { scenarios: matrixScenarios(faults), where: () => "--faults" };
  return runScenarios(loaded, faults, options);
}

/**
 * The matrix for other commands, with no report written: its report, and where its history lies.
 * @throws Problem as `gatecrash matrix`
 */
export async function matrixReport(
  options: RunCommandOptions,
): Promise<{ report: Report; file: string } | undefined> {
  const faults = await loadFaults(options.faults.map((folder) => resolve(folder)));
  const loaded = { scenarios: matrixScenarios(faults), where: () => "--faults" };
  const done = await performRun(loaded, faults, options);
  if (!done) return undefined;
  return { report: reportOf(done.result.entries, done.drivers), file: done.result.file };
}

/**
 * The catalogue and the scenarios that come with it in one run, for other commands, with no report
 * written. Nothing if the trials were only listed.
 * @throws Problem as `gatecrash matrix`
 */
export async function catalogueRun(options: RunCommandOptions): Promise<RunResult | undefined> {
  const faults = await loadFaults(options.faults.map((folder) => resolve(folder)));
  const own = await loadScenarios([defaultScenarios()]);
  const scenarios = [...matrixScenarios(faults), ...own.scenarios];
  // What a proxy says of an answer of DNS does not tell for whom it had asked.
  const isApart = ({ topology }: Trial) => topology.resolve !== "never";
  const done = await performRun({ ...own, scenarios }, faults, options, { isApart });
  return done?.result;
}

/**
 * `gatecrash replay <history>`: the trials of a recorded run once more, with the seeds they had.
 * @throws Problem `history-invalid` and as `gatecrash run`
 */
export async function replayCommand(path: string, options: RunCommandOptions): Promise<number> {
  const { text, file } = await readHistory(path);
  const run = observe(parseHistory(text, file));
  const trials = run.trials.map(({ trial }) => trial);
  const proxies = [
    ...new Set(
      trials.map(({ proxy, proxy_version: version }) =>
        version === undefined ? proxy : `${proxy}@${version}`,
      ),
    ),
  ];
  const faults = await loadFaults(options.faults.map((folder) => resolve(folder)));
  const { seed, time_scale: timeScale } = run.started;
  const recorded = { ...options, seed, timeScale, proxy: proxies };
  return runScenarios({ scenarios: [], where: () => file }, faults, recorded, trials);
}

async function runScenarios(
  loaded: LoadedScenarios,
  faults: ReadonlyMap<string, CatalogueFault>,
  options: RunCommandOptions,
  recorded?: readonly Trial[],
): Promise<number> {
  const done = await performRun(loaded, faults, options, recorded ? { recorded } : {});
  return done ? reportResult(done.result, done.drivers, done.chosen, options.output) : 0;
}

/** Nothing if the trials were only listed. */
async function performRun(
  loaded: LoadedScenarios,
  faults: ReadonlyMap<string, CatalogueFault>,
  options: RunCommandOptions,
  how: { recorded?: readonly Trial[]; isApart?: (trial: Trial) => boolean } = {},
) {
  const [drivers, launchers, reporters] = await Promise.all([
    loadProxies(),
    loadLaunchers(),
    loadReporters(),
  ]);
  const wanted = parseProxyRequests(
    options.proxy,
    [...drivers.keys()],
    options.image,
    options.binary,
  );
  const chosen = pickReporters(options.reporter, reporters);
  refuseOutputs(options.output, chosen);
  const seed = options.seed ?? freshSeed();
  const { scenarios, where } = loaded;
  const proxies = [...drivers.keys()];
  const time_scale = options.timeScale;
  const input = { scenarios, faults, proxies, wanted, seed, time_scale, where };
  const all = how.recorded ?? plan(input);
  const trials = keepTrials(all, options, faults);
  if (options.list) {
    process.stdout.write(trials.map(({ id }) => `${visible(id)}\n`).join(""));
    return undefined;
  }
  const { launcher, because } = await chooseLauncher(
    options.launcher,
    launchers,
    drivers,
    { all: wanted, named: options.proxy.length > 0 ? wanted : wanted.filter(isBrought) },
    options.pull,
  );
  const started_at = new Date().toISOString();
  const stop = stopOnSignals();
  const show = liveLine(reporters);
  const result = await run({
    gatecrash: version,
    trials,
    drivers,
    wanted,
    launcher,
    because,
    seed,
    time_scale,
    width: options.width ?? trials_per_core * availableParallelism(),
    lanes: lanes_per_core * availableParallelism(),
    pull: options.pull,
    isApart: how.isApart ?? (() => false),
    folder: join(resolve(options.runs), `${started_at.replace(/[:.]/g, "-")}-${seed}`),
    agent: { node: process.execPath, args: agentArguments(options.faults) },
    code_folders: codeFolders(options.faults),
    signal: stop.signal,
    started_at,
    onEntry: onEntryOf(show, options, drivers, stop.abort),
  }).finally(() => {
    show?.clear();
    stop.done();
  });
  return { result, drivers, chosen };
}

/** Whoever names a binary or an image means that it is to be used. */
const isBrought = ({ image, binary }: ProxyRequest) => image !== undefined || binary !== undefined;

function agentArguments(faults: readonly string[]): string[] {
  return [agentFile, ...faults.map((folder) => resolve(folder))];
}

function liveLine(reporters: ReadonlyMap<string, Reporter>): LiveDisplay | undefined {
  const reporter = [...reporters.values()].find(({ live }) => live);
  // A dumb terminal cannot take a line back.
  return process.stderr.isTTY && process.env["TERM"] !== "dumb" && reporter
    ? new LiveDisplay(reporter, process.stderr, reportOptions(process.stderr))
    : undefined;
}

function onEntryOf(
  show: LiveDisplay | undefined,
  options: RunCommandOptions,
  drivers: ReadonlyMap<string, ProxyDriver>,
  abort: () => void,
): (entry: Entry) => void {
  const watch = options.failFast ? failFast(drivers, abort) : undefined;
  return (entry) => {
    show?.add(entry);
    watch?.(entry);
  };
}

/** Judges what was recorded, writes the reports, and says where the history lies. */
async function reportResult(
  result: RunResult,
  drivers: ReadonlyMap<string, ProxyDriver>,
  reporters: readonly Reporter[],
  output: readonly string[],
): Promise<number> {
  const report = reportOf(result.entries, drivers);
  const history = relative(".", result.file);
  const renderings = reporters.map(
    (reporter) => (how: ReportOptions) => reporter.render(report, { ...how, history }),
  );
  await writeReports(renderings, output);
  refuseIncomplete(result);
  return exitCodeOf(report);
}

/** History → report. */
export function reportOf(
  entries: readonly Entry[],
  drivers: ReadonlyMap<string, ProxyDriver>,
): Report {
  const view = observe(entries);
  return makeReport(view, judge(view, drivers));
}

/** A seed for a run that names none; it is printed, so that the run can be repeated. */
function freshSeed(): string {
  return createRandom(String(process.hrtime.bigint()), String(process.pid)).text(6);
}
