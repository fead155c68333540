import { join, relative, resolve } from "node:path";
import { auditExit, compareAudits, goodByDefault, reportAudit, viewAudit } from "@gatecrash/audit";
import type { AuditReport, FindingRule } from "@gatecrash/audit";
import { createRandom, visible } from "@gatecrash/core";
import type { CatalogueFault } from "@gatecrash/core";
import type { AuditResult } from "@gatecrash/runner";
import { loadAuditReporters, loadFaults, loadFindings } from "../catalogue.ts";
import {
  pickReporters,
  refuseIncomplete,
  refuseOutputs,
  writeReports,
  writeText,
} from "../output.ts";
import { stopOnSignals } from "../signals.ts";
import { defaultFaults } from "./audit/default-faults.ts";
import { listing } from "./audit/listing.ts";
import { refuseUnknownFault, refuseUnknownFinding } from "./audit/names.ts";
import { openAudit, readOnly } from "./audit/open.ts";
import type { OpenedAudit, OpenOptions } from "./audit/open.ts";
import { performAudit } from "./audit/perform.ts";
import type { AuditRun } from "./audit/perform.ts";
import type { ChosenProxy } from "./audit/place.ts";
import { AuditProgress } from "./audit/progress.ts";
import { editOf } from "./audit/read.ts";
import { changesText, readReport } from "./audit/saved.ts";
import { readSettings, withOptions } from "./audit/settings.ts";
import type { AuditSettings } from "./audit/settings.ts";
import { verifyFindings } from "./audit/verify.ts";

/** Options of `audit`, as commander gives them. */
export interface AuditCommandOptions extends OpenOptions {
  fault: string[];
  all: boolean;
  method: string[];
  ignore: string[];
  budget?: number;
  expectStatus: string[];
  lanes?: number;
  seed?: string;
  runs: string;
  reporter: string[];
  output: string[];
  json: boolean;
  list: boolean;
  save?: string;
  against?: string;
  config?: string;
  verifyFix: boolean;
  timeScale: number;
  request: string[];
}

/** `gatecrash audit [paths]`. Returns the exit code. */
export async function auditCommand(paths: string[], options: AuditCommandOptions): Promise<number> {
  const settings = withOptions(readSettings(options.config), options);
  const { requests } = settings;
  if (options.list) {
    process.stdout.write(listing(await readOnly(paths, options, requests), options.json));
    return 0;
  }
  const names = options.reporter.length > 0 ? options.reporter : [options.json ? "json" : "text"];
  const reporters = pickReporters(names, await loadAuditReporters());
  refuseOutputs(options.output, reporters);
  const before = options.against === undefined ? undefined : readReport(options.against);
  const opened = await openAudit(paths, options, requests);
  const { report, result } = await runAudit(opened, options, settings).finally(opened.close);
  const renderings = reporters.map((reporter) => () => [reporter.render(report)]);
  await writeReports(renderings, options.output);
  process.stderr.write(`history ${visible(relative(".", result.file))}\n`);
  if (options.save !== undefined) await writeText(options.save, `${JSON.stringify(report)}\n`);
  refuseIncomplete(result);
  if (!before) return auditExit(report);
  const changes = compareAudits(before, report);
  // Between reports for machines there is no place for it.
  const show = names.every((name) => name === "text") ? process.stdout : process.stderr;
  show.write(changesText(changes));
  return auditExit(report) === 2 ? 2 : changes.length > 0 ? 1 : 0;
}

async function runAudit(
  { read, proxy }: OpenedAudit,
  options: AuditCommandOptions,
  settings: AuditSettings,
): Promise<{ report: AuditReport; result: AuditResult }> {
  const rules = await loadFindings();
  const progress = new AuditProgress(process.stderr);
  const stop = stopOnSignals();
  try {
    const run = await runOf(proxy, options, settings, { rules, signal: stop.signal, progress });
    const { result, tree } = await performAudit(read, run);
    const { budget_ms, ignore } = settings;
    const seen = viewAudit(result.entries, run.good);
    const view = { ...seen, ...(budget_ms === undefined ? {} : { budget_ms }) };
    const supplied = [...tree.supplied, ...tree.unmakeable];
    const how = { rules: [...rules.values()], ignore, supplied, edit: editOf(read) };
    const report = reportAudit(view, how);
    if (!options.verifyFix) return { report, result };
    const onVerified = progress.verified.bind(progress);
    const verified = await verifyFindings({ read, run, view, report, options: how, onVerified });
    return { report: verified, result };
  } finally {
    progress.clear();
    stop.done();
  }
}

interface RunParts {
  rules: ReadonlyMap<string, FindingRule>;
  signal: AbortSignal;
  progress: AuditProgress;
}

/** What is run, and where; names that nobody knows are refused before anything is. */
async function runOf(
  proxy: ChosenProxy,
  options: AuditCommandOptions,
  settings: AuditSettings,
  { rules, signal, progress }: RunParts,
): Promise<AuditRun> {
  const faults = await loadFaults();
  refuseUnknown(settings, faults, rules);
  const seed = options.seed ?? createRandom(String(process.hrtime.bigint()), "audit").text(6);
  const started_at = new Date().toISOString();
  const name = `${started_at.replace(/[:.]/g, "-")}-audit-${seed}`;
  const asked = settings.faults.length > 0 ? settings.faults : defaultFaults;
  return {
    ...proxy,
    image_named: options.dockerImage !== undefined,
    faults,
    wanted: options.all ? [...faults.keys()] : asked,
    methods: settings.methods.length > 0 ? settings.methods : ["GET", "POST"],
    good: (status) => goodByDefault(status) || settings.expect_status.includes(status),
    seed,
    time_scale: options.timeScale,
    ...(options.lanes === undefined ? {} : { lanes: options.lanes }),
    folder: join(resolve(options.runs), name),
    signal,
    started_at,
    onEntry: (entry) => {
      progress.add(entry);
    },
  };
}

function refuseUnknown(
  settings: AuditSettings,
  faults: ReadonlyMap<string, CatalogueFault>,
  rules: ReadonlyMap<string, FindingRule>,
): void {
  for (const id of settings.ignore) refuseUnknownFinding(id, rules);
  for (const id of settings.faults) refuseUnknownFault(id, faults);
}
