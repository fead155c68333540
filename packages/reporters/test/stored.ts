import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { judge, makeReport, observe, parseHistory } from "@gatecrash/core";
import type { Entry, Report, Reporter, ReportOptions } from "@gatecrash/core";
import { drivers } from "./drivers.ts";

/** Every stored history. */
export const names = ["empty", "cut-off", "interrupted", "full", "scenarios", "hostile"] as const;

export type Name = (typeof names)[number];

export function entriesOf(name: Name): Entry[] {
  const file = new URL(`./fixtures/${name}.jsonl`, import.meta.url);
  return parseHistory(readFileSync(fileURLToPath(file), "utf8"), name);
}

/** The report of a stored history, by the same way that the command line takes. */
export function reportOf(name: Name): Report {
  const run = observe(entriesOf(name));
  return makeReport(run, judge(run, drivers));
}

export const plain: ReportOptions = { color: false, columns: 100 };

export function print(reporter: Reporter, name: Name, options: ReportOptions = plain): string {
  return [...reporter.render(reportOf(name), options)].join("");
}
