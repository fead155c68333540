import { rowOf } from "@gatecrash/core";
import type { Report, ReportTrial } from "@gatecrash/core";
import { detailOf } from "../shared/detail.ts";
import { troublesOf } from "../shared/summary.ts";
import { element, textElement } from "./xml.ts";
import type { Attributes } from "./xml.ts";

/** The numbers that a suite, or all of them, carries; times in seconds. */
export function countsOf(trials: readonly ReportTrial[]): Attributes {
  const of = (verdict: ReportTrial["verdict"]) =>
    trials.filter((trial) => trial.verdict === verdict).length;
  return {
    tests: trials.length,
    failures: of("fail"),
    errors: of("unknown"),
    skipped: of("skipped"),
    time: secondsOf(trials),
  };
}

/** The suite of one proxy. */
export function suiteOf(column: string, trials: readonly ReportTrial[], report: Report): string {
  const properties = [
    ["seed", report.seed],
    ["gatecrash", report.gatecrash],
    ["launcher", report.launcher],
    ["proxy", trials[0]?.proxy ?? ""],
    ["version", trials.find((trial) => trial.version !== "")?.version ?? ""],
  ] as const;
  return element("testsuite", { name: column, timestamp: report.started_at, ...countsOf(trials) }, [
    element("properties", {}, properties.map(propertyOf)),
    ...trials.map(caseOf),
  ]);
}

/** True if there is something to tell of the run itself: it gets a suite of its own. */
function hasRunSuite(report: Report): boolean {
  return report.interrupted || report.troubles.length > 0;
}

/** The numbers of the whole run. */
export function totalsOf(report: Report): Attributes {
  const { tests, failures, errors, skipped } = countsOf(report.trials);
  return {
    tests: Number(tests) + (hasRunSuite(report) ? 1 : 0),
    failures: failures ?? 0,
    errors: Number(errors) + (report.interrupted ? 1 : 0),
    skipped: skipped ?? 0,
    time: (report.elapsed_ms / 1_000).toFixed(3),
  };
}

/** A suite that tells of the run itself, where there is something to tell. */
export function runSuiteOf(report: Report): string {
  if (!hasRunSuite(report)) return "";
  const errors = report.interrupted ? 1 : 0;
  const message = "the run was interrupted";
  return element("testsuite", { name: "run", tests: 1, failures: 0, errors, skipped: 0, time: 0 }, [
    element("testcase", { name: "the run is complete", classname: "gatecrash", time: 0 }, [
      ...(report.interrupted ? [element("error", { message, type: "interrupted" })] : []),
      ...optional("system-err", troublesOf(report)),
    ]),
  ]);
}

function caseOf(trial: ReportTrial): string {
  const attributes = {
    name: rowOf(trial) + (/ ?#\d+$/.exec(trial.id)?.[0] ?? ""),
    classname: `${trial.proxy}.${trial.scenario}`,
    time: secondsOf([trial]),
  };
  const properties = [
    ["verdict", trial.verdict],
    ["trial", trial.id],
  ] as const;
  return element("testcase", attributes, [
    element("properties", {}, properties.map(propertyOf)),
    ...verdictOf(trial),
    ...optional("system-out", outputOf(trial)),
  ]);
}

function verdictOf(trial: ReportTrial): string[] {
  const { expected, got } = detailOf(trial);
  const lines = [
    ...expected.map((each) => `expected: ${each}`),
    ...got.map((each) => `got: ${each}`),
  ];
  const attributes = { message: trial.reason, type: trial.verdict };
  switch (trial.verdict) {
    case "fail":
      return [textElement("failure", attributes, lines)];
    case "unknown":
      return [textElement("error", attributes, lines)];
    case "skipped":
      return [element("skipped", { message: trial.reason })];
    case "pass":
    case "finding":
      return [];
  }
}

function outputOf(trial: ReportTrial): string[] {
  const { log, acts, reason } = detailOf(trial);
  const finding = trial.verdict === "finding" ? [`finding: ${reason}`] : [];
  return [...finding, ...log.map((line) => `log: ${line}`), ...acts.map((act) => `act: ${act}`)];
}

function optional(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [textElement(name, {}, lines)];
}

function propertyOf([name, value]: readonly [string, string]): string {
  return element("property", { name, value });
}

function secondsOf(trials: readonly ReportTrial[]): string {
  const sum = trials.reduce((all, trial) => all + (trial.outcome?.elapsed_ms ?? 0), 0);
  return (sum / 1_000).toFixed(3);
}
