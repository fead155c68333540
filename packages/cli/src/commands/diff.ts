import { relative, resolve } from "node:path";
import {
  changedOutcomes,
  didYouMean,
  exitCodeOf,
  Problem,
  releaseOf,
  rowOf,
  variantsOf,
  visibleLines,
} from "@gatecrash/core";
import type { AnyFault, CatalogueFault, ProxyDriver, Report, Version } from "@gatecrash/core";
import { loadFaults, loadProxies } from "../catalogue.ts";
import { parseProxyRequests } from "../proxy-requests.ts";
import { matrixReport } from "./run.ts";

export interface DiffCommandOptions {
  run: boolean;
  launcher: string;
  fault: string[];
  faults: string[];
  pull: boolean;
  runs: string;
}

/** One version, as it was asked for. */
interface Side {
  name: string;
  driver: ProxyDriver;
  line: string;
  version: Version;
}

/** A row of the matrix on both versions, a line of text or more for each. */
interface Change {
  row: string;
  before: string[];
  after: string[];
}

/**
 * `gatecrash diff nginx@1.22 nginx@1.30`: what an upgrade changes, by what the driver declares (for
 * the newest release of a line), or with `--run` by what the proxies do now.
 * @throws Problem `usage-invalid`, `unknown-name`, and with `--run` as `gatecrash matrix`
 */
export async function diffCommand(
  first: string,
  second: string,
  options: DiffCommandOptions,
): Promise<number> {
  const [before, after] = await sidesOf([first, second]);
  const faults = chosenFaults(
    await loadFaults(options.faults.map((folder) => resolve(folder))),
    options.fault,
  );
  if (options.run) return diffRun(before, after, options);
  const changes = changedOutcomes(before.driver, faults, before.version, after.version).map(
    ({ fault, variant, before: old, after: now }) => ({
      row: rowOf({ fault, variant }),
      before: [old.text, old.because],
      after: [now.text, now.because],
    }),
  );
  const rows = faults.flatMap(variantsOf).length;
  const lines = describe(before, after, changes, rows, "declared");
  process.stdout.write(visibleLines(`${lines.join("\n")}\n`));
  return 0;
}

async function sidesOf(names: readonly [string, string]): Promise<readonly [Side, Side]> {
  const drivers = await loadProxies();
  const [first, second] = names.map((name) => sideOf(name, drivers));
  if (!first || !second || first.driver !== second.driver) {
    const message = `${names.join(" and ")}: expected two versions of one proxy`;
    throw new Problem("usage-invalid", message, "For example nginx@1.22 nginx@1.30.");
  }
  return [first, second];
}

function sideOf(name: string, drivers: ReadonlyMap<string, ProxyDriver>): Side {
  const [request] = parseProxyRequests([name], [...drivers.keys()]);
  const driver = drivers.get(request?.id ?? "");
  const line = request?.version ?? "";
  const version = releaseOf(line);
  if (!driver || !version) {
    const example = `${driver?.id ?? "nginx"}@${driver?.pinned.at(-1) ?? "1.30"}`;
    throw new Problem("usage-invalid", `${name}: expected a version such as ${example}`);
  }
  return { name, driver, line, version };
}

function chosenFaults(
  faults: ReadonlyMap<string, CatalogueFault>,
  names: readonly string[],
): AnyFault[] {
  const wanted = names.flatMap((each) => each.split(","));
  for (const name of wanted) {
    if (faults.has(name)) continue;
    const hint = didYouMean(name, faults.keys());
    throw new Problem("unknown-name", `no fault "${name}".${hint}`);
  }
  const all = [...faults.values()].map(({ fault }) => fault);
  return wanted.length === 0 ? all : all.filter(({ id }) => wanted.includes(id));
}

/** Runs the matrix on both and compares what their clients got. */
async function diffRun(before: Side, after: Side, options: DiffCommandOptions): Promise<number> {
  const proxy = [before.name, after.name];
  const nothing = { reporter: [], output: [], image: [], binary: [] };
  const flags = { timeScale: 1, failFast: false, list: false };
  const done = await matrixReport({ ...options, ...nothing, ...flags, proxy });
  if (!done) return 0;
  const { report, file } = done;
  const rows = new Set(report.trials.map(rowOf)).size;
  const lines = describe(before, after, changesOf(report), rows, "observed");
  const said = [...lines, "", `history ${relative(".", file)}`];
  process.stdout.write(visibleLines(`${said.join("\n")}\n`));
  return exitCodeOf(report);
}

/** Trials of one row stand in the order in which the proxies were asked for. */
function changesOf({ trials }: Report): Change[] {
  const rows = new Map<string, Report["trials"]>();
  for (const trial of trials) {
    const row = rows.get(rowOf(trial)) ?? [];
    row.push(trial);
    rows.set(rowOf(trial), row);
  }
  return [...rows].flatMap(([row, [old, now]]) => {
    if (!old || !now || (old.got === now.got && old.verdict === now.verdict)) return [];
    const text = ({ got, verdict, reason, racy }: typeof old) => [
      `${got}${verdict === "pass" ? "" : ` (${verdict})`}${racy ? " (the proxy races)" : ""}`,
      reason,
    ];
    return [{ row, before: text(old), after: text(now) }];
  });
}

function describe(
  before: Side,
  after: Side,
  changes: readonly Change[],
  rows: number,
  how: string,
): string[] {
  const width = Math.max(before.line.length, after.line.length);
  const side = ({ line }: Side, [text = "", ...reasons]: readonly string[]) => [
    `  ${line.padEnd(width)}  ${text}`,
    ...reasons.map((reason) => `  ${" ".repeat(width)}  ${reason}`),
  ];
  const { id } = before.driver;
  return [
    `${id} ${before.line} → ${after.line}: the ${how} outcome of ${changes.length} of ${rows} rows changes`,
    ...changes.flatMap((change) => [
      "",
      change.row,
      ...side(before, change.before),
      ...side(after, change.after),
    ]),
  ];
}
