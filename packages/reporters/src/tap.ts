import { defineReporter } from "@gatecrash/core";
import type { Report, ReportTrial } from "@gatecrash/core";
import { detailOf } from "./shared/detail.ts";
import { conditionsOf, troublesOf } from "./shared/summary.ts";
import { visible } from "./shared/visible.ts";

/** A finding is `not ok … # TODO`: not as expected, and no failure of the run. */
export default defineReporter({
  id: "tap",
  summary: "TAP 14: a test point for each trial, with YAML diagnostics.",
  *render(report) {
    yield "TAP version 14\n";
    for (const condition of conditionsOf(report)) yield `# ${condition}\n`;
    for (const trouble of troublesOf(report)) yield `# trouble ${trouble}\n`;
    yield* points(report);
    if (report.interrupted) yield "Bail out! the run was interrupted\n";
  },
});

function* points(report: Report): Generator<string> {
  const all = report.trials.length;
  yield all === 0 ? "1..0 # SKIP no trial\n" : `1..${all}\n`;
  for (const [index, trial] of report.trials.entries()) {
    yield `${pointOf(trial, index + 1)}\n`;
    if (trial.verdict !== "pass" && trial.verdict !== "skipped") yield* diagnostics(trial);
  }
}

function pointOf(trial: ReportTrial, number: number): string {
  const name = escapeText(trial.id);
  const reason = escapeText(trial.reason);
  switch (trial.verdict) {
    case "pass":
      return `ok ${number} - ${name}`;
    case "skipped":
      return `ok ${number} - ${name} # SKIP ${reason}`;
    case "finding":
      return `not ok ${number} - ${name} # TODO finding: ${reason}`;
    case "fail":
    case "unknown":
      return `not ok ${number} - ${name}`;
  }
}

/** TAP 14: a backslash escapes itself and the hash that would start a directive. */
function escapeText(text: string): string {
  return visible(text).replace(/[\\#]/g, "\\$&");
}

/** YAML whose scalars are JSON strings, so that nothing in them means anything. */
function* diagnostics(trial: ReportTrial): Generator<string> {
  const detail = detailOf(trial);
  const fields: [string, string | string[]][] = [
    ["message", detail.reason],
    ["severity", trial.verdict],
    ["expected", detail.expected],
    ["got", detail.got],
    ["proxy", visible(trial.column)],
    ["log", detail.log],
    ["acts", detail.acts],
  ];
  yield "  ---\n";
  for (const [name, value] of fields) yield `  ${name}: ${JSON.stringify(value)}\n`;
  yield "  ...\n";
}
