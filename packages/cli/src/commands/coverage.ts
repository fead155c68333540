import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { counts, didYouMean, exitCodes, messageOf, parseHistory, Problem } from "@gatecrash/core";
import type { Coverage, ProxyDriver } from "@gatecrash/core";
import { loadLaunchers, loadProxies } from "../catalogue.ts";
import { chooseLauncher } from "../choose-launcher.ts";
import { groupRows, whyNot } from "../coverage/groups.ts";
import type { CoverageGroups } from "../coverage/groups.ts";
import { coverageMarkdown } from "../coverage/markdown.ts";
import { recordOf } from "../coverage/record.ts";
import type { CoverageRecord, ReadHistory } from "../coverage/record.ts";
import { coverageText } from "../coverage/text.ts";
import { versionsHere } from "../coverage/versions-here.ts";
import { parseProxyRequests } from "../proxy-requests.ts";
import { readHistory } from "../read-history.ts";
import { catalogueRun } from "./run.ts";

export interface CoverageCommandOptions {
  history: string[];
  launcher: string;
  fault: string[];
  faults: string[];
  image: string[];
  binary: string[];
  width?: number;
  timeScale: number;
  pull: boolean;
  runs: string;
  json: boolean;
  missing: boolean;
  save?: string;
}

/**
 * `gatecrash coverage nginx`: which fault provokes which message of a proxy's log, by a run of the
 * catalogue or by runs that were recorded. Returns 0 if as much was seen as is wanted, else 1.
 * @throws Problem `unknown-name`, `output-failed`, and as `gatecrash matrix` or `gatecrash judge`
 */
export async function coverageCommand(
  name: string,
  options: CoverageCommandOptions,
): Promise<number> {
  const { driver, coverage } = await driverOf(name);
  const histories =
    options.history.length > 0
      ? await Promise.all(options.history.map(readOne))
      : await runHere(driver, options);
  const record = recordOf(driver, coverage.rows, histories);
  const groups = groupRows(coverage, record);
  if (options.save !== undefined) await save(options.save, groups, record);
  process.stdout.write(
    options.json ? json(groups, record) : coverageText(groups, record, options.missing),
  );
  return groups.totals.met ? exitCodes.pass : exitCodes.fail;
}

async function driverOf(name: string): Promise<{ driver: ProxyDriver; coverage: Coverage }> {
  const drivers = await loadProxies();
  const driver = drivers.get(name);
  if (driver?.coverage) return { driver, coverage: driver.coverage };
  const known = [...drivers.values()].filter(({ coverage }) => coverage).map(({ id }) => id);
  const hint = didYouMean(name, known);
  throw new Problem(
    "unknown-name",
    `no proxy "${name}" whose messages are known; there are ${known.join(", ")}.${hint}`,
  );
}

async function readOne(path: string): Promise<ReadHistory> {
  const { text, file } = await readHistory(path);
  // A link such as `latest` says nothing once there is a later run.
  return { file: await realpath(file), entries: parseHistory(text, file) };
}

/** Runs the catalogue on every pinned version that is here. */
async function runHere(
  driver: ProxyDriver,
  options: CoverageCommandOptions,
): Promise<ReadHistory[]> {
  const { image, binary, pull } = options;
  const drivers = new Map([[driver.id, driver]]);
  const wanted = parseProxyRequests([driver.id], [driver.id], image, binary);
  const launchers = await loadLaunchers();
  const asked = { all: wanted, named: wanted };
  const brought = image.length + binary.length > 0;
  const { launcher } = await chooseLauncher(options.launcher, launchers, drivers, asked, pull);
  const proxy = brought ? [driver.id] : await versionsHere(driver, launcher, pull);
  const flags = { reporter: [], output: [], failFast: false, list: false };
  const result = await catalogueRun({ ...options, ...flags, proxy, launcher: launcher.id });
  return result ? [{ file: result.file, entries: result.entries }] : [];
}

/** Two files: what was seen, for programs and checks, and the table for people. */
async function save(folder: string, groups: CoverageGroups, record: CoverageRecord): Promise<void> {
  const file = (ending: string) => join(folder, `${record.proxy}.${ending}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file("json"), `${JSON.stringify(record, null, 2)}\n`);
    await writeFile(file("md"), coverageMarkdown(groups, record));
  } catch (error) {
    throw new Problem("output-failed", `--save ${folder}: ${messageOf(error)}`);
  }
}

function json({ totals, seen, missing, apart }: CoverageGroups, record: CoverageRecord): string {
  const by = new Map(seen.map(({ row, by }) => [row.id, by]));
  const rows = [...seen.map(({ row }) => row), ...missing, ...apart].map((row) => ({
    ...row,
    matches: row.matches?.source,
    without: row.without?.source,
    counts: counts(row),
    seen: by.get(row.id) ?? null,
    ...(by.has(row.id) ? {} : { why_not: whyNot(row) }),
  }));
  const { proxy, runs } = record;
  return `${JSON.stringify({ proxy, totals, runs, rows }, null, 2)}\n`;
}
