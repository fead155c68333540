import { readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { auditExit, compareAudits, goodByDefault, reportAudit, viewAudit } from "@gatecrash/audit";
import type { AuditChange, AuditReport, AuditReporter } from "@gatecrash/audit";
import { createRandom, didYouMean, messageOf, Problem, variantsOf, visible } from "@gatecrash/core";
import type { CatalogueFault } from "@gatecrash/core";
import {
  loadAuditReporters,
  loadFaults,
  loadFindings,
  loadLaunchers,
  loadProxies,
} from "../catalogue.ts";
import { chooseLauncher } from "../choose-launcher.ts";
import { stopOnSignals } from "../signals.ts";
import { defaultFaults } from "./audit/default-faults.ts";
import { performAudit } from "./audit/perform.ts";
import { AuditProgress } from "./audit/progress.ts";
import { readConfiguration } from "./audit/read.ts";
import type { ReadConfiguration } from "./audit/read.ts";
import { readSettings } from "./audit/settings.ts";
import type { AuditSettings } from "./audit/settings.ts";

/** Options of `audit`, as commander gives them. */
export interface AuditCommandOptions {
  proxy?: string;
  launcher: string;
  dockerImage?: string;
  binary?: string;
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
}

/** `gatecrash audit [paths]`. Returns the exit code. */
export async function auditCommand(paths: string[], given: AuditCommandOptions): Promise<number> {
  const options = { ...given, ...listsOf(given) };
  const settings = readSettings(options.config);
  const read = readConfiguration(paths, options.proxy, await loadProxies());
  if (options.list) {
    process.stdout.write(listing(read, options.json));
    return 0;
  }
  const reporters = await pickReporters(options);
  const before = options.against === undefined ? undefined : readReport(options.against);
  const { report, file } = await runAudit(read, options, settings);
  writeAll(report, reporters, options.output);
  process.stderr.write(`history ${visible(relative(".", file))}\n`);
  if (options.save !== undefined) writeText(options.save, `${JSON.stringify(report)}\n`);
  if (!before) return auditExit(report);
  const changes = compareAudits(before, report);
  process.stdout.write(changesText(changes));
  return auditExit(report) === 2 ? 2 : changes.length > 0 ? 1 : 0;
}

/** Each of these may be given more than once, and may hold several with commas between. */
function listsOf({ fault, method, ignore, expectStatus }: AuditCommandOptions) {
  const split = (texts: readonly string[]) => texts.flatMap((each) => each.split(","));
  return {
    fault: split(fault),
    method: split(method),
    ignore: split(ignore),
    expectStatus: split(expectStatus),
  };
}

async function runAudit(
  read: ReadConfiguration,
  options: AuditCommandOptions,
  settings: AuditSettings,
): Promise<{ report: AuditReport; file: string }> {
  const { driver } = read;
  const [faults, launchers, drivers, rules] = await Promise.all([
    loadFaults(),
    loadLaunchers(),
    loadProxies(),
    loadFindings(),
  ]);
  const ignore = [...options.ignore, ...settings.ignore];
  for (const id of ignore) known(id, [...rules.keys()], "finding");
  const asked = options.fault.length > 0 ? options.fault : settings.faults;
  for (const id of asked) knownFault(id, faults);
  const { dockerImage: image, binary } = options;
  const wanted = { id: driver.id, ...(image ? { image } : {}), ...(binary ? { binary } : {}) };
  const both = { all: [wanted], named: [wanted] };
  const name = image !== undefined && options.launcher === "auto" ? "docker" : options.launcher;
  const { launcher, because } = await chooseLauncher(name, launchers, drivers, both, false);
  if (!launcher.offers.includes("any-address")) {
    throw new Problem(
      "launcher-unavailable",
      `the launcher ${launcher.id} cannot build a world around a configuration`,
      "Use --launcher netns, on Linux.",
    );
  }
  const place = await launcher.find(driver, wanted, { pull: false });
  if ("missing" in place) throw new Problem("launcher-unavailable", place.missing);
  const expected = [...options.expectStatus.map(Number), ...settings.expect_status];
  const good = (status: number) => goodByDefault(status) || expected.includes(status);
  const methods = options.method.length > 0 ? options.method : settings.methods;
  const stop = stopOnSignals();
  const progress = new AuditProgress(process.stderr);
  const { result, tree } = await performAudit(read, {
    launcher,
    because,
    place,
    faults,
    wanted: options.all ? [...faults.keys()] : asked.length > 0 ? asked : defaultFaults,
    methods: methods.length > 0 ? methods : ["GET", "POST"],
    good,
    seed: options.seed ?? createRandom(String(process.hrtime.bigint()), "audit").text(6),
    ...(options.lanes === undefined ? {} : { lanes: options.lanes }),
    runs: options.runs,
    signal: stop.signal,
    started_at: new Date().toISOString(),
    onEntry: (entry) => {
      progress.add(entry);
    },
  }).finally(() => {
    progress.clear();
    stop.done();
  });
  const budget_ms = options.budget ?? settings.budget_ms;
  const view = viewAudit(result.entries, good);
  const report = reportAudit(
    { ...view, ...(budget_ms === undefined ? {} : { budget_ms }) },
    { rules: [...rules.values()], ignore, supplied: [...tree.supplied, ...tree.unmakeable] },
  );
  return { report, file: result.file };
}

/** `<fault>` or `<fault>~<variant>`. */
function knownFault(id: string, faults: ReadonlyMap<string, CatalogueFault>): void {
  const [name = "", variant] = id.split("~");
  known(name, [...faults.keys()], "fault");
  const found = faults.get(name);
  if (!found || variant === undefined) return;
  known(
    variant,
    variantsOf(found.fault).map((each) => each.name),
    `variant of ${name}`,
  );
}

function known(id: string, all: readonly string[], what: string): void {
  if (all.includes(id)) return;
  throw new Problem("unknown-name", `no ${what} "${id}".${didYouMean(id, all)}`);
}

async function pickReporters(options: AuditCommandOptions): Promise<AuditReporter[]> {
  const all = await loadAuditReporters();
  const named = options.reporter.length > 0 ? options.reporter : [options.json ? "json" : "text"];
  return named.map((id) => {
    const found = all.get(id);
    if (found) return found;
    const list = [...all.keys()];
    throw new Problem(
      "unknown-name",
      `no reporter "${id}" for audits; there are ${list.join(", ")}.${didYouMean(id, list)}`,
    );
  });
}

/** The first report goes to the first file, and so on; to standard output where none is named. */
function writeAll(
  report: AuditReport,
  reporters: readonly AuditReporter[],
  output: readonly string[],
): void {
  for (const [index, reporter] of reporters.entries()) {
    const file = output[index] ?? "-";
    const text = reporter.render(report);
    if (file === "-") process.stdout.write(text);
    else writeText(file, text);
  }
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Problem("output-failed", `${file}: ${messageOf(error)}`);
  }
}

function readReport(file: string): AuditReport {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Partial<AuditReport>;
    if (report.format === 1 && Array.isArray(report.routes)) return report as AuditReport;
  } catch (error) {
    throw new Problem("file-unreadable", `${file}: ${messageOf(error)}`);
  }
  throw new Problem(
    "file-unreadable",
    `${file}: this is no audit that was saved`,
    "Make one with gatecrash audit --save.",
  );
}

function changesText(changes: readonly AuditChange[]): string {
  if (changes.length === 0) return "no outcome changed\n";
  const lines = changes.map(
    ({ route, what, before, after }) => `  ${route}: ${what}: ${before} -> ${after}`,
  );
  return `${changes.length} outcomes changed\n${lines.map((line) => `${visible(line)}\n`).join("")}`;
}

/** What was read of a configuration, with nothing run. */
function listing({ configuration }: ReadConfiguration, json: boolean): string {
  if (json) return `${JSON.stringify(configuration, undefined, 2)}\n`;
  const { fronts, routes, groups, notes } = configuration;
  const where = ({ file, line }: { file: string; line: number }) => `${file}:${line}`;
  const lines = [
    "fronts",
    ...fronts.map(({ id, tls, mode, at }) => `  ${id} ${mode}${tls ? " tls" : ""}  ${where(at)}`),
    "routes",
    ...routes.map(({ id, group, protocol, unreachable, at }) => {
      const why = unreachable === undefined ? "" : ` (${unreachable})`;
      return `  ${id} -> ${group} ${protocol}${why}  ${where(at)}`;
    }),
    "upstreams",
    ...groups.flatMap(({ name, endpoints }) => [
      `  ${name}`,
      ...endpoints.map(({ address, protocol, tls, at }) => {
        const to = address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
        return `    ${to} ${protocol}${tls ? " tls" : ""}  ${where(at)}`;
      }),
    ]),
    ...(notes.length > 0 ? ["notes"] : []),
    ...notes.map(({ message, at }) => `  ${at ? `${where(at)}: ` : ""}${message}`),
  ];
  return lines.map((line) => `${visible(line)}\n`).join("");
}
