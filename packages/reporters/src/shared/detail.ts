import type { Report, ReportTrial } from "@gatecrash/core";
import { visible } from "./visible.ts";

/** So much of one thing is shown; the history has the rest. */
const linesMax = 8;
const lineLengthMax = 300;

/** Everything that explains one verdict; each text is safe to show. */
export interface Detail {
  expected: string[];
  got: string[];
  reason: string;
  log: string[];
  acts: string[];
}

export function detailOf(trial: ReportTrial): Detail {
  return {
    expected: trial.expected.map((each, index) =>
      short(`${index === 0 ? "" : "or "}${each.text}. ${each.because}`),
    ),
    got: gotLines(trial).map(short),
    reason: short(trial.reason),
    log: lastOf(trial.proxy_log.filter((line) => line !== "").map(short)),
    acts: firstOf(trial.acts.map(short)),
  };
}

function gotLines(trial: ReportTrial): string[] {
  const { outcome } = trial;
  const attempts = trial.attempts === 1 ? "1 attempt" : `${trial.attempts} attempts`;
  const how = outcome ? ` after ${outcome.elapsed_ms} ms, ${closedText(outcome.closed)}` : "";
  const got = outcome || trial.got !== trial.verdict ? trial.got : "no answer was recorded";
  const first = `${got}${how}, ${attempts} at the upstream`;
  if (trial.exchanges.length < 2) return [first];
  const all = trial.exchanges.map(({ status, end, elapsed_ms }, index) => {
    const text = end === "answered" ? String(status ?? end) : `${status ?? ""} ${end}`.trim();
    return `request ${index + 1}: ${text} after ${elapsed_ms} ms`;
  });
  return [first, ...firstOf(all)];
}

function closedText(closed: string): string {
  const known: Record<string, string> = {
    fin: "then FIN",
    rst: "then RST",
    deadline: "then the client's deadline",
    open: "connection still open",
    refused: "connection refused",
  };
  return known[closed] ?? closed;
}

function short(text: string): string {
  const clean = visible(text);
  const rest = clean.length - lineLengthMax;
  return rest > 0 ? `${clean.slice(0, lineLengthMax)}… (${rest} more characters)` : clean;
}

function firstOf(lines: readonly string[]): string[] {
  const rest = lines.length - linesMax;
  return rest > 0 ? [...lines.slice(0, linesMax), `… ${rest} more`] : [...lines];
}

function lastOf(lines: readonly string[]): string[] {
  const rest = lines.length - linesMax;
  return rest > 0 ? [`… ${rest} before`, ...lines.slice(-linesMax)] : [...lines];
}

/** Trials that ask for a person: worst first. */
export function notableOf(report: Report): ReportTrial[] {
  const of = (verdict: ReportTrial["verdict"]) =>
    report.trials.filter((trial) => trial.verdict === verdict);
  const grouped = new Set(unrecordedOf(report));
  return [...of("fail"), ...of("finding"), ...of("unknown").filter((each) => !grouped.has(each))];
}

/**
 * Unknown trials of which there is nothing to show but the reason: nothing was recorded, or they
 * were not judged for a reason that they share (the lane was lost, the run was interrupted), and
 * what each had done by then explains nothing.
 */
export function unrecordedOf(report: Report): ReportTrial[] {
  const unknown = report.trials.filter(({ verdict }) => verdict === "unknown");
  const unjudged = unknown.filter(({ checks }) => checks.length === 0);
  const shared = new Set(
    byReason(unjudged).flatMap(([, trials]) => (trials.length > 1 ? trials : [])),
  );
  return unknown.filter((trial) => shared.has(trial) || !hasRecord(trial));
}

function hasRecord(trial: ReportTrial): boolean {
  return trial.outcome !== undefined || trial.acts.length > 0 || trial.proxy_log.length > 0;
}

/** Trials by the reason of their verdict, commonest reason first. */
export function byReason(
  trials: readonly ReportTrial[],
): [reason: string, trials: ReportTrial[]][] {
  const found = new Map<string, ReportTrial[]>();
  for (const trial of trials) found.set(trial.reason, [...(found.get(trial.reason) ?? []), trial]);
  return [...found].sort(([, a], [, b]) => b.length - a.length);
}
