import { visible } from "@gatecrash/core";
import type { CoverageRow } from "@gatecrash/core";
import { provokedBy, totalsLine, whyNot } from "./groups.ts";
import type { CoverageGroups } from "./groups.ts";
import type { CoverageRecord } from "./record.ts";

/** For a terminal. With `missing_only`: only the rows that count and were not seen. */
export function coverageText(
  groups: CoverageGroups,
  record: CoverageRecord,
  missing_only: boolean,
): string {
  const { apart, missing } = groups;
  const lines = [
    ...(missing_only ? [] : seenLines(groups)),
    ...titled(`Not seen, and it counts (${missing.length})`, byProtocol(missing)),
    ...(missing_only
      ? []
      : titled(`Not seen, and it does not count (${apart.length})`, apart.map(withReason))),
    ...record.runs.map(({ run, launcher }) => `run ${run} (${launcher})`),
    totalsLine(groups, record),
  ];
  return `${lines.map(visible).join("\n")}\n`;
}

function seenLines({ seen }: CoverageGroups): string[] {
  const rows = seen.map(({ row, by }) => [
    row.id,
    provokedBy(by, 2),
    by.versions.join(", "),
    `${by.evidence.run}: ${by.evidence.seq}`,
  ]);
  return titled(`Seen (${seen.length})`, columns(["row", "provoked by", "on", "entry"], rows));
}

function columns(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function byProtocol(rows: readonly CoverageRow[]): string[] {
  const protocols = [...new Set(rows.map(({ protocol }) => protocol))];
  return protocols.flatMap((protocol) => [
    protocol,
    ...rows
      .filter((row) => row.protocol === protocol)
      .map(({ id, message }) => `  ${id}: ${message}`),
  ]);
}

const withReason = (row: CoverageRow) => `${row.id}: ${whyNot(row)}`;

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ""];
}
