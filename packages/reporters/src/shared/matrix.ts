import { columnOf, rowOf } from "@gatecrash/core";
import type { Report, ReportTrial } from "@gatecrash/core";

/** One fault with its variant; a trial for each column that has one. */
export interface MatrixRow {
  fault: string;
  /** Variant, and `#2` … where one scenario has the same fault again. */
  variant: string;
  trials: Map<string, ReportTrial>;
}

/** A proxy of one version. */
export interface MatrixColumn {
  name: string;
  proxy: string;
  /** Empty if it is not known. */
  version: string;
}

export interface MatrixGroup {
  title: string;
  rows: MatrixRow[];
}

export interface Matrix {
  columns: MatrixColumn[];
  groups: MatrixGroup[];
}

/**
 * Rows in the order of the plan, grouped by family, or by scenario where there are several: the
 * same fault means another thing in another scenario.
 */
export function matrixOf(report: Report): Matrix {
  const scenarios = new Set(report.trials.map((trial) => trial.scenario));
  const groups = new Map<string, Map<string, MatrixRow>>();
  for (const trial of report.trials) {
    const key = scenarios.size > 1 ? trial.scenario : trial.family;
    const rows = groups.get(key) ?? new Map<string, MatrixRow>();
    groups.set(key, rows);
    addTo(rows, trial);
  }
  const titles = new Map(report.trials.map((trial) => [trial.scenario, trial.title]));
  return {
    columns: columnsOf(report.trials),
    groups: [...groups].map(([key, rows]) => ({
      title: scenarios.size > 1 ? (titles.get(key) ?? key) : key,
      rows: [...rows.values()],
    })),
  };
}

function columnsOf(trials: readonly ReportTrial[]): MatrixColumn[] {
  const columns = new Map<string, MatrixColumn>();
  for (const trial of trials) {
    const name = columnOf(trial);
    const version = name.slice(trial.proxy.length).trim();
    if (!columns.has(name)) columns.set(name, { name, proxy: trial.proxy, version });
  }
  return [...columns.values()];
}

function addTo(rows: Map<string, MatrixRow>, trial: ReportTrial): void {
  const column = columnOf(trial);
  for (let turn = 1; ; turn += 1) {
    const key = JSON.stringify([trial.fault, trial.variant, turn]);
    const row = rows.get(key);
    if (!row) {
      const again = turn === 1 ? [] : [`#${turn}`];
      const variant = [trial.variant, ...again].filter((each) => each !== "").join(" ");
      rows.set(key, { fault: trial.fault, variant, trials: new Map([[column, trial]]) });
      return;
    }
    if (!row.trials.has(column)) {
      row.trials.set(column, trial);
      return;
    }
  }
}

/** Name of a row in one piece. */
export function nameOf(row: Pick<MatrixRow, "fault" | "variant">): string {
  return rowOf(row);
}
