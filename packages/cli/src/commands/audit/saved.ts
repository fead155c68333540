import { readFileSync } from "node:fs";
import type { AuditChange, AuditReport } from "@gatecrash/audit";
import { messageOf, Problem, visible } from "@gatecrash/core";

/** Reads what `--save` wrote. @throws Problem `file-unreadable` */
export function readReport(file: string): AuditReport {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Partial<AuditReport>;
    if (report.format === 1 && Array.isArray(report.routes)) return report as AuditReport;
  } catch (error) {
    throw new Problem("file-unreadable", `${file}: ${messageOf(error)}`);
  }
  throw new Problem(
    "file-unreadable",
    `${file}: this is no audit that was saved`,
    "Make one with gatecrash audit --save.",
  );
}

/** What differs from an earlier audit, a line each. */
export function changesText(changes: readonly AuditChange[]): string {
  if (changes.length === 0) return "no outcome changed\n";
  const lines = changes.map(
    ({ route, what, before, after }) => `  ${route}: ${what}: ${before} -> ${after}`,
  );
  return `${changes.length} outcomes changed\n${lines.map((line) => `${visible(line)}\n`).join("")}`;
}
