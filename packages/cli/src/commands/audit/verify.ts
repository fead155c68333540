import { join, relative } from "node:path";
import { reportAudit, trialsToVerify, verifyFinding, viewAudit } from "@gatecrash/audit";
import type {
  AuditReport,
  AuditView,
  Finding,
  ReportOptions,
  Verification,
  VerificationTotals,
} from "@gatecrash/audit";
import { messageOf } from "@gatecrash/core";
import { performAudit } from "./perform.ts";
import type { AuditRun } from "./perform.ts";
import { copyWith } from "./read.ts";
import type { ReadConfiguration } from "./read.ts";

/** Findings that are verified in one audit: each takes a world of its own. */
const verified_max = 10;

/** Worlds that are built side by side. */
const beside_max = 3;

export interface VerifyRun {
  read: ReadConfiguration;
  run: AuditRun;
  view: AuditView;
  report: AuditReport;
  options: ReportOptions;
  onVerified?: (done: number, all: number) => void;
}

/**
 * Makes the edits of each finding in a copy, by itself, and runs its trials again in a world that is
 * built for the copy. The worst findings first, and no more than ten. Each run leaves its history in
 * the audit's folder.
 */
export async function verifyFindings(given: VerifyRun): Promise<AuditReport> {
  const { report } = given;
  const numbered = report.findings.map((finding, index) => ({ finding, index }));
  const all = numbered.filter(({ finding }) => finding.edits.length > 0);
  const asked = all.slice(0, verified_max);
  const results = new Map<number, Verification>();
  const waiting = [...asked];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (given.run.signal.aborted) return;
      results.set(next.index, await verifyOne(next.finding, next.index, given));
      given.onVerified?.(results.size, asked.length);
    }
  };
  await Promise.all(Array.from({ length: beside_max }, work));
  const findings = report.findings.map((finding, index) => {
    const verified = results.get(index);
    return verified ? { ...finding, verified } : finding;
  });
  const left_out = all.filter(({ index }) => !results.has(index)).map(({ finding }) => finding.id);
  return { ...report, findings, verification: totalsOf(findings, left_out) };
}

async function verifyOne(
  finding: Finding,
  index: number,
  { read, run, view, report, options }: VerifyRun,
): Promise<Verification> {
  const folder = join(run.folder, "verified", `${index + 1}-${finding.id}`);
  const history = relative(run.folder, join(folder, "history.jsonl"));
  const ids = trialsToVerify(finding);
  try {
    const copy = copyWith(read, finding.edits);
    const { onEntry: _onEntry, ...rest } = run;
    const { route } = finding;
    const only = { ids: new Set(ids), ...(route === undefined ? {} : { route }) };
    const { result } = await performAudit(copy, {
      ...{ ...rest, only, folder, lanes: 1 },
      edits: finding.edits,
    });
    const { budget_ms } = view;
    const seen = viewAudit(result.entries, run.good);
    const after = { ...seen, ...(budget_ms === undefined ? {} : { budget_ms }) };
    const after_report = reportAudit(after, options);
    return verifyFinding({ finding, before: view, report, after, after_report, history });
  } catch (error) {
    // What cannot be read, or no world can be built for, is no cure.
    const because = `with the change: ${messageOf(error)}`;
    return { result: "worse", because, trials: [], new_findings: [], history };
  }
}

function totalsOf(findings: readonly Finding[], left_out: string[]): VerificationTotals {
  const count = (wanted: Verification["result"]) =>
    findings.filter(({ verified }) => verified?.result === wanted).length;
  return {
    cured: count("cured"),
    worse: count("worse"),
    not_cured: count("not-cured"),
    unknown: count("unknown"),
    by_hand: findings.filter(({ edits }) => edits.length === 0).length,
    left_out,
  };
}
