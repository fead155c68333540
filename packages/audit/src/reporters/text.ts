import { diffOf, visible } from "@gatecrash/core";
import type { Finding } from "../finding.ts";
import { defineAuditReporter } from "../reporter.ts";
import type { AuditReport, ReportedOutcome, ReportedRoute } from "../report.ts";
import { verifiedText } from "../verify.ts";

const width = 100;

export default defineAuditReporter({
  id: "text",
  summary: "For people: routes, findings with their causes and cures, what was made up for.",
  render: (report) =>
    [
      ...head(report),
      ...section("Routes", report.routes.flatMap(routeLines)),
      ...section("Findings", report.findings.flatMap(findingLines)),
      ...section("Outcomes that were no answer of the upstream", outcomeLines(report)),
      ...section("Not there, and what this run made of it", report.supplied.map(suppliedLine)),
      ...section(
        "Notes",
        report.notes.flatMap((note) => wrapped("  ", note)),
      ),
      ...section(
        "Trouble",
        report.troubles.flatMap((each) => wrapped("  ", each)),
      ),
      ...totals(report),
      "",
    ].join("\n"),
});

function head({ proxy, version, files, time_scale, run_by }: AuditReport): string[] {
  const names = files.map(({ file }) => file);
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return [
    visible(`${proxy} · ${version} · ${names.slice(0, 3).join(", ")}${more}`),
    ...wrapped("", runText(run_by)),
    ...scaleLines(time_scale),
    "",
  ];
}

function runText({ launcher, program, because }: AuditReport["run_by"]): string {
  const what = program === "" ? "" : ` started ${program}`;
  return `launcher ${launcher}${what} (${because})`;
}

function scaleLines(time_scale: number): string[] {
  if (time_scale === 1) return [];
  return wrapped(
    "",
    `A copy was run in which all times are multiplied by ${time_scale}; what is said of the configuration is said of the real times.`,
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, ""];
}

function routeLines({ id, group, protocol, baseline, left_out, at }: ReportedRoute): string[] {
  const answers = baseline.map(({ what, status, end }) => `${what.split(" ")[0]} ${status ?? end}`);
  const line = `  ${id} → ${group} (${protocol}), ${at.file}:${at.line}`;
  const said = left_out === undefined ? answers.join(", ") : `left out: ${left_out}`;
  return [visible(line), ...wrapped("      ", said)];
}

function findingLines(finding: Finding): string[] {
  const { id, severity, title, route, why, cause, cure, evidence } = finding;
  const lines = evidence.flatMap(({ text, log_lines }) => [
    ...labelled("shown", text),
    ...log_lines.flatMap((line) => labelled("log", line)),
  ]);
  return [
    ...wrapped("  ", `${severity.toUpperCase()} ${id}: ${title}`),
    ...(route === undefined ? [] : labelled("route", route)),
    ...labelled("why", why),
    ...(cause ? labelled("cause", `${cause.file}:${cause.line}  ${cause.text}`) : []),
    ...labelled("cure", cure),
    ...changeLines(finding),
    ...verifiedLines(finding),
    ...lines,
    "",
  ];
}

/** The cure as a diff, or why there is none. Lines of a configuration are not broken. */
function changeLines({ edits, by_hand }: Finding): string[] {
  if (by_hand !== undefined) return labelled("", `(by hand: ${by_hand})`);
  return diffOf(edits).flatMap(({ where, lines }) => [
    ...labelled("change", where),
    ...lines.map((line) => visible(`${" ".repeat(11)}${line}`)),
  ]);
}

/** What came of the change when it was made in a copy. */
function verifiedLines({ verified }: Finding): string[] {
  if (!verified) return [];
  const { result, because, trials } = verified;
  return [
    ...labelled("tried", `${result.replaceAll("-", " ")}: ${because}`),
    ...trials.flatMap((trial) => labelled("", verifiedText(trial))),
  ];
}

/** Faults that gave the client something else than the upstream had sent, one line for each route. */
function outcomeLines({ routes }: AuditReport): string[] {
  return routes.flatMap(({ id, outcomes }) => {
    const groups = new Map<string, string[]>();
    for (const outcome of outcomes.filter(({ told }) => told)) {
      const result = resultOf(outcome);
      if (result === "200") continue;
      groups.set(result, [...(groups.get(result) ?? []), outcome.what]);
    }
    if (groups.size === 0) return [];
    const lines = [...groups].toSorted().flatMap(([result, what]) => {
      const text = `${result.padEnd(11)} ${what.join(", ")}`;
      return wrapped("    ", text, 12);
    });
    return [visible(`  ${id}`), ...lines];
  });
}

function resultOf({ end, status }: ReportedOutcome): string {
  if (end === "answered") return String(status ?? "answered");
  const text = end.replaceAll("-", " ");
  return end === "cut-short" ? `${status ?? ""} cut` : text;
}

function suppliedLine({ what, path, at }: AuditReport["supplied"][number]): string {
  const where = at ? ` (${at.file}:${at.line})` : "";
  return visible(`  ${path === undefined ? "" : `${path}: `}${what}${where}`);
}

function totals(report: AuditReport): string[] {
  const { totals: all, ignored, interrupted } = report;
  const count = all.high + all.medium + all.low;
  const found =
    count === 0
      ? "no findings"
      : `${count} findings: ${all.high} high, ${all.medium} medium, ${all.low} low`;
  const left = ignored.map(({ id, count: times }) => `${id} ×${times}`).join(", ");
  const told = all.told < all.trials ? ` · ${all.trials - all.told} told nothing` : "";
  return [
    `${all.trials} trials${told} · ${found}${left === "" ? "" : ` · ignored: ${left}`}`,
    ...verifiedTotals(report),
    ...(interrupted ? ["interrupted: this is not the whole audit"] : []),
  ];
}

function verifiedTotals({ verification }: AuditReport): string[] {
  if (!verification) return [];
  const { cured, worse, not_cured, unknown, by_hand, left_out } = verification;
  const counts = [
    `${cured} cured`,
    `${not_cured} not cured`,
    `${worse} made something else worse`,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    `${by_hand} to be cured by hand`,
  ];
  const rest = left_out.length > 0 ? ` · left out: ${left_out.join(", ")}` : "";
  return wrapped("", `changes tried: ${counts.join(", ")}${rest}`);
}

function labelled(label: string, text: string): string[] {
  return wrapped(`    ${label.padEnd(7)}`, text, 11);
}

/** Words in lines of a bounded width; further lines are indented. */
function wrapped(first: string, text: string, indent = first.length): string[] {
  const words = visible(text).split(" ");
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    const start = line === first || line.trim() === "";
    if (!start && line.length + 1 + word.length > width) {
      lines.push(line);
      line = " ".repeat(indent) + word;
    } else line += start ? word : ` ${word}`;
  }
  return [...lines, line.trimEnd()];
}
