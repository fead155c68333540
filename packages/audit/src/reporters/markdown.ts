import { visible } from "@gatecrash/core";
import type { Finding } from "../finding.ts";
import { defineAuditReporter } from "../reporter.ts";
import type { AuditReport } from "../report.ts";

export default defineAuditReporter({
  id: "markdown",
  summary: "For a comment on a change: findings as a table, then each with its evidence.",
  render: (report) =>
    [
      `# Audit of ${cell(report.files[0]?.file ?? report.proxy)}`,
      "",
      `${cell(report.version)}: ${report.totals.trials} trials, ${report.findings.length} findings.`,
      "",
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

function details({ id, title, why, cure, cause, evidence }: Finding): string[] {
  return [
    `## ${id}: ${cell(title)}`,
    "",
    cell(why),
    "",
    ...(cause ? [`Cause: ${cell(`${cause.file}:${cause.line} ${cause.text}`)}`, ""] : []),
    `Cure: ${cell(cure)}`,
    "",
    ...evidence.map(({ text }) => `- ${cell(text)}`),
    "",
  ];
}

/** Characters that mean something in markdown or HTML mean nothing here. */
function cell(text: string): string {
  return visible(text).replaceAll(/[\\`*_{}[\]<>|#!&~]/g, (character) => `\\${character}`);
}
