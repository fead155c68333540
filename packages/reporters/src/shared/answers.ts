import { cellText } from "./cell.ts";
import { nameOf } from "./matrix.ts";
import type { Matrix, MatrixColumn, MatrixRow } from "./matrix.ts";
import type { ReportTrial } from "@gatecrash/core";

const everyProxy = "every proxy";

/** The faults after which a client gets the same thing, by the proxies that give it. */
export interface Answer {
  /** As the cells of the matrix say it; `200 masked` for a plain 200. */
  got: string;
  by: { proxies: string; faults: string[] }[];
}

/**
 * The matrix read backwards: which faults give 502, which 504 … Faults that were not delivered
 * say nothing of it.
 */
export function answersOf(matrix: Matrix): Answer[] {
  const found = new Map<string, Map<string, MatrixRow[]>>();
  for (const row of matrix.groups.flatMap((group) => group.rows)) {
    const outcomes = outcomesOf(row, matrix.columns);
    const told = [...outcomes.values()].flat();
    for (const [got, columns] of outcomes) {
      const by = found.get(got) ?? new Map<string, MatrixRow[]>();
      found.set(got, by);
      const proxies = proxiesText(columns, told, matrix.columns);
      by.set(proxies, [...(by.get(proxies) ?? []), row]);
    }
  }
  const variants = variantsByFault(matrix);
  return [...found]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([got, by]) => ({
      got,
      by: [...by]
        .sort(([a], [b]) => Number(b === everyProxy) - Number(a === everyProxy))
        .map(([proxies, rows]) => ({ proxies, faults: faultsText(rows, variants) })),
    }));
}

function outcomesOf(row: MatrixRow, columns: readonly MatrixColumn[]): Map<string, MatrixColumn[]> {
  const outcomes = new Map<string, MatrixColumn[]>();
  for (const column of columns) {
    const trial = row.trials.get(column.name);
    if (!trial || !isEvidence(trial)) continue;
    const text = cellText(trial);
    const got = text === "200" ? "200 masked" : text;
    outcomes.set(got, [...(outcomes.get(got) ?? []), column]);
  }
  return outcomes;
}

function isEvidence(trial: ReportTrial): boolean {
  const judged = trial.verdict !== "skipped" && trial.verdict !== "unknown";
  return judged && cellText(trial) !== "no record";
}

/** Errors of the proxy first, then answers that look whole and are not, then none, then 200. */
function rank(got: string): number {
  const first = ["502", "504", "503", "500"].indexOf(got);
  if (first >= 0) return first;
  if (/^\d+$/.test(got)) return got.startsWith("5") ? 10 : got.startsWith("4") ? 11 : 30;
  const words = ["cut", "hangs", "raw bytes", "empty", "no answer", "refused", "died", "no start"];
  const word = words.findIndex((each) => got.endsWith(each));
  return word >= 0 ? 20 + word : 31;
}

/**
 * `every proxy`, a proxy with all its versions by its name alone, or single columns. A column that
 * tells nothing of this row (`told` lacks it) is neither for nor against.
 */
function proxiesText(
  some: readonly MatrixColumn[],
  told: readonly MatrixColumn[],
  all: readonly MatrixColumn[],
): string {
  const ids = (columns: readonly MatrixColumn[]) => new Set(columns.map((each) => each.proxy));
  const everywhere = some.length === told.length && ids(some).size === ids(all).size;
  if (everywhere && some.length > 1) return everyProxy;
  const names = some.map((column) => {
    const others = told.filter((each) => each.proxy === column.proxy);
    const whole = ids(all).size > 1 && others.every((each) => some.includes(each));
    return whole ? column.proxy : column.name;
  });
  return [...new Set(names)].join(", ");
}

function variantsByFault(matrix: Matrix): Map<string, Set<string>> {
  const variants = new Map<string, Set<string>>();
  for (const row of matrix.groups.flatMap((group) => group.rows)) {
    variants.set(row.fault, (variants.get(row.fault) ?? new Set()).add(row.variant));
  }
  return variants;
}

/** `fault` where all its variants are meant, else `fault (some, variants)`. */
function faultsText(
  rows: readonly MatrixRow[],
  variants: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const meant = new Map<string, Set<string>>();
  for (const row of rows)
    meant.set(row.fault, (meant.get(row.fault) ?? new Set()).add(row.variant));
  return [...meant].map(([fault, some]) => {
    if (some.size === variants.get(fault)?.size) return fault;
    const named = [...some].filter((variant) => variant !== "");
    if (named.length === 0) return fault;
    return named.length === 1
      ? nameOf({ fault, variant: named[0] ?? "" })
      : `${fault} (${named.join(", ")})`;
  });
}
