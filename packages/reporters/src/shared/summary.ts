import type { Report, ReportTrial } from "@gatecrash/core";
import { visible } from "./visible.ts";

export const verdicts: readonly ReportTrial["verdict"][] = [
  "pass",
  "fail",
  "finding",
  "unknown",
  "skipped",
];

/** `12 trials`, and how many of each verdict there are, without those of which there is none. */
export function countsOf(report: Report): {
  all: string;
  each: [ReportTrial["verdict"], number][];
} {
  const all = report.trials.length;
  const counted = verdicts.map((verdict): [ReportTrial["verdict"], number] => [
    verdict,
    report.totals[verdict] ?? 0,
  ]);
  return {
    all: all === 1 ? "1 trial" : `${all} trials`,
    each: counted.filter(([, count]) => count > 0),
  };
}

/** Under which conditions the run took place, in short pieces. */
export function conditionsOf(report: Report): string[] {
  const versions = [...new Set(report.trials.map((trial) => trial.column))];
  const repeated = report.trials.filter(({ repeats }) => repeats > 0).length;
  return [
    `seed ${report.seed}`,
    `gatecrash ${report.gatecrash}`,
    `launcher ${report.launcher}`,
    ...versions,
    `${durationText(report.elapsed_ms)} from ${report.started_at}`,
    ...(report.alone_ms === 0
      ? []
      : [
          `${durationText(report.alone_ms)} of it for faults that take the whole machine and run alone`,
        ]),
    ...(repeated === 0
      ? []
      : [`${repeated} run again (late, not delivered, or the proxy died beside it)`]),
  ].map(visible);
}

export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Trouble of the run itself, each once with its count. */
export function troublesOf(report: Report): string[] {
  const counts = new Map<string, number>();
  for (const trouble of report.troubles) counts.set(trouble, (counts.get(trouble) ?? 0) + 1);
  return [...counts].map(([text, count]) =>
    visible(count === 1 ? text : `${text} (${count} times)`),
  );
}
