import { counts, coverageTotals } from "@gatecrash/core";
import type { Coverage, CoverageRow, CoverageTotals } from "@gatecrash/core";
import type { CoverageRecord, SeenRow } from "./record.ts";

/** The rows of a coverage, by what is to be said of them. */
export interface CoverageGroups {
  totals: CoverageTotals;
  seen: { row: CoverageRow; by: SeenRow }[];
  /** They count, and nothing provoked them yet. */
  missing: CoverageRow[];
  /** They do not count, and were not seen by chance either. */
  apart: CoverageRow[];
}

export function groupRows(coverage: Coverage, record: CoverageRecord): CoverageGroups {
  const seen: CoverageGroups["seen"] = [];
  const missing: CoverageRow[] = [];
  const apart: CoverageRow[] = [];
  for (const row of coverage.rows) {
    const by = record.rows[row.id];
    if (by) seen.push({ row, by });
    else (counts(row) ? missing : apart).push(row);
  }
  const totals = coverageTotals(coverage, ({ id }) => record.rows[id] !== undefined);
  return { totals, seen, missing, apart };
}

/** One line for the totals. */
export function totalsLine({ totals }: CoverageGroups, { proxy, runs }: CoverageRecord): string {
  const versions = [...new Set(runs.flatMap((run) => run.versions))].join(", ") || "no version";
  const { seen, counted, percent, percent_least } = totals;
  return `${proxy} ${versions}: ${seen} of ${counted} rows that count were seen, ${percent} % of at least ${percent_least} %`;
}

/** Why a row was not seen. */
export function whyNot(row: CoverageRow): string {
  if (counts(row)) return "no fault of the catalogue provokes it yet";
  const whose = row.feasible ? `caused by the ${causeNames[row.cause]}` : "nothing can provoke it";
  return row.because === undefined ? whose : `${whose}: ${row.because}`;
}

const causeNames: Record<CoverageRow["cause"], string> = {
  upstream: "upstream",
  resolver: "resolver",
  network: "network",
  configuration: "configuration",
  client: "client",
  local: "proxy's own machine",
};

/** The faults of a row, the first few by name. */
export function provokedBy({ faults, doubtful }: SeenRow, names_max: number): string {
  const named = faults.slice(0, names_max).join(", ");
  const more = faults.length > names_max ? ` and ${faults.length - names_max} more` : "";
  return `${doubtful ? "one of " : ""}${named}${more}`;
}
