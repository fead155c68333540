import type { Expectation } from "./proxy.ts";
import type { TrialView } from "./observe.ts";

/**
 * - `pass`: as expected, with a receipt that the fault happened
 * - `fail`: not as expected
 * - `unknown`: the fault was not delivered, the harness had trouble, or the record is cut
 * - `skipped`: a declared need is not met here
 * - `finding`: not as expected, on a version whose outcomes were never measured
 */
export type VerdictStatus = "pass" | "fail" | "unknown" | "skipped" | "finding";

/** One thing that was checked. `evidence` are the `seq` of history entries. */
export interface Verdict {
  check: string;
  status: VerdictStatus;
  /** Any of these was allowed. */
  expected: string[];
  actual: string;
  evidence: number[];
}

/** A trial with what was expected of it and what came of it. */
export interface JudgedTrial {
  view: TrialView;
  status: VerdictStatus;
  /** One sentence: why the verdict is what it is. */
  reason: string;
  /** What was allowed in the decisive exchange; several where the proxy races. */
  expected: readonly Expectation[];
  /** Index of the exchange that shows the fault best: the first that had it. */
  decisive: number;
  verdicts: Verdict[];
  /** Not as expected, while the machine was too busy for that to count: `status` is `unknown`. */
  busy: boolean;
}

const rank: Record<VerdictStatus, number> = {
  pass: 0,
  skipped: 1,
  finding: 2,
  unknown: 3,
  fail: 4,
};

/** Fail over unknown over finding over skipped over pass. */
export function worst(statuses: readonly VerdictStatus[]): VerdictStatus {
  return statuses.reduce<VerdictStatus>((a, b) => (rank[b] > rank[a] ? b : a), "pass");
}
