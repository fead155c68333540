import type { Change, Edit, Place } from "@gatecrash/core";
import type { Verification } from "./verify.ts";
import type { AuditView } from "./view.ts";

/**
 * - `high`: clients get wrong or lost data, or one failure takes the whole route away
 * - `medium`: clients get errors or waits that the configuration could spare them
 * - `low`: a weakness that needs more than one thing to go wrong
 */
export type Severity = "high" | "medium" | "low";

/** What shows that a finding is true. */
export interface Evidence {
  /** Id of the trial, where one showed it. */
  trial?: string;
  /** Numbers of entries of the history. */
  entries: number[];
  /** In words: what was asked, what the upstream did, what came back. */
  text: string;
  log_lines: string[];
}

/** One thing that is wrong with a configuration, or that its owner should know. */
export interface Finding {
  /** Id of the rule: stable, for `--ignore`. */
  id: string;
  severity: Severity;
  title: string;
  /** The route it is about; none: the whole configuration. */
  route?: string;
  /** Why it matters, for the owner. */
  why: string;
  /** The directive that causes it, or the place where one is missing. */
  cause?: Place;
  /** What would cure it, in words and, where it can be said exactly, as edits. */
  cure: string;
  /** They cure this finding alone, where it was found; none: see `by_hand`. */
  edits: Edit[];
  /** Why there are no edits. */
  by_hand?: string;
  /** What came of the edits, where they were tried (`--verify-fix`). */
  verified?: Verification;
  /** Trials that must have another outcome once the edits are made. */
  proven_by: string[];
  evidence: Evidence[];
}

/** A finding as its rule tells it: the change in words of all proxies, or why a person has to decide. */
export type FoundFinding = Omit<Finding, "edits" | "by_hand" | "verified"> & {
  change: Change | { by_hand: string };
};

/** One kind of finding: one file, whose name is its id. */
export interface FindingRule {
  id: string;
  severity: Severity;
  /** One sentence: what it looks for. */
  summary: string;
  /** Pure; an empty list where all is well, or where too little is known. */
  find(view: AuditView): FoundFinding[];
}

export function defineFinding(rule: FindingRule): FindingRule {
  return rule;
}
