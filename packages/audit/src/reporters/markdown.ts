import { diffOf, visible } from "@gatecrash/core";
import type { Finding } from "../finding.ts";
import { defineAuditReporter } from "../reporter.ts";
import type { AuditReport } from "../report.ts";
import { verifiedText } from "../verify.ts";

export default defineAuditReporter({
  id: "markdown",
  summary: "For a comment on a change: findings as a table, then each with its evidence.",
  render: (report) =>
    [
      `# Audit of ${cell(report.files[0]?.file ?? report.proxy)}`,
      "",
      `${cell(report.version)}: ${report.totals.trials} trials, ${report.findings.length} findings.`,
      "",
      ...(report.time_scale === 1 ? [] : [`All times × ${report.time_scale}.`, ""]),
      ...table(report),
      ...report.findings.flatMap(details),
      ...report.troubles.map((text) => `> ${cell(text)}`),
      "",
    ].join("\n"),
});

function table({ findings }: AuditReport): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map(({ severity, id, title, cause }) => {
    const where = cause ? `${cause.file}:${cause.line}` : "";
    return `| ${severity} | ${id} | ${cell(title)} | ${cell(where)} |`;
  });
  return ["| severity | finding | what | where |", "| --- | --- | --- | --- |", ...rows, ""];
}

function details(finding: Finding): string[] {
  const { id, title, why, cure, cause, evidence } = finding;
  return [
    `## ${id}: ${cell(title)}`,
    "",
    cell(why),
    "",
    ...(cause ? [`Cause: ${cell(`${cause.file}:${cause.line} ${cause.text}`)}`, ""] : []),
    `Cure: ${cell(cure)}`,
    "",
    ...changeLines(finding),
    ...verifiedLines(finding),
    ...evidence.map(({ text }) => `- ${cell(text)}`),
    "",
  ];
}

/** What came of the change when it was made in a copy. */
function verifiedLines({ verified }: Finding): string[] {
  if (!verified) return [];
  const { result, because, trials } = verified;
  const title = `Tried: **${result.replaceAll("-", " ")}**: ${cell(because)}`;
  return [title, "", ...trials.map((trial) => `- ${cell(verifiedText(trial))}`), ""];
}

/** A block of code needs no escapes: each of its lines begins with a sign, so that none can end it. */
function changeLines({ edits, by_hand }: Finding): string[] {
  if (by_hand !== undefined) return [`By hand: ${cell(by_hand)}`, ""];
  if (edits.length === 0) return [];
  const lines = diffOf(edits).flatMap(({ where, lines: changed }) => [
    `@@ ${where} @@`,
    ...changed,
  ]);
  return ["```diff", ...lines.map((line) => visible(line)), "```", ""];
}

/** Characters that mean something in markdown or HTML mean nothing here. */
function cell(text: string): string {
  return visible(text).replaceAll(/[\\`*_{}[\]<>|#!&~]/g, (character) => `\\${character}`);
}
