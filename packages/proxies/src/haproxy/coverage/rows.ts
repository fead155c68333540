import type { CoverageRow } from "@gatecrash/core";

type Shared = Pick<CoverageRow, "phase" | "cause">;

type Own = Pick<CoverageRow, "id" | "message"> & Partial<CoverageRow>;

/** Rows of termination states: the first two letters of the field `ts`, which are their ids. */
export function states(shared: Shared, own: readonly Own[]): CoverageRow[] {
  return own.map((row) => ({
    ...shared,
    protocol: "any",
    level: "info",
    feasible: true,
    matches: new RegExp(`^\\{.*"ts":"${row.id}`),
    ...row,
  }));
}

/** A row of a health check's result: its code, and the words that HAProxy's log has for it. */
export function result(
  id: string,
  words: string,
  cause: CoverageRow["cause"],
  more: Partial<CoverageRow> = {},
): CoverageRow {
  return {
    id,
    message: words,
    matches: new RegExp(`^(?:Health check for server|Server) \\S+ .*reason: ${words}`),
    before_end: true,
    protocol: "check",
    phase: "health check",
    level: "notice",
    cause,
    feasible: true,
    ...more,
  };
}
