import { time } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { outcomeOf } from "./report.ts";
import type { AuditReport, ReportedOutcome } from "./report.ts";
import type { AuditView } from "./view.ts";

/** One trial before and after a change. */
export interface VerifiedTrial {
  route: string;
  what: string;
  before: ReportedOutcome;
  /** Absent: it could not be run. */
  after?: ReportedOutcome;
}

/** What came of a finding's edits when they were made in a copy. */
export interface Verification {
  /**
   * - `cured`: the finding is gone, and nothing else got worse
   * - `worse`: something else got worse, whether it is gone or not; `because` says both
   * - `not-cured`: it is still there
   * - `unknown`: too little could be run to tell
   */
  result: "cured" | "worse" | "not-cured" | "unknown";
  because: string;
  trials: VerifiedTrial[];
  /** Findings that were not there before. */
  new_findings: { id: string; title: string; route?: string }[];
  /** The history of the run with the edits, beside that of the audit. */
  history: string;
}

export interface VerifyInput {
  finding: Finding;
  before: AuditView;
  report: AuditReport;
  /** Of the run with the edits: the trials that are evidence of the finding, and no others. */
  after: AuditView;
  after_report: AuditReport;
  history: string;
}

/** Trials of one finding that are run again at most. */
const trials_max = 6;

/** The trials that are evidence of a finding. */
export function trialsToVerify({ proven_by, evidence }: Finding): string[] {
  const shown = evidence.flatMap(({ trial }) => trial ?? []);
  return [...new Set([...proven_by, ...shown])].slice(0, trials_max);
}

/** Compares the trials of a finding before and after its edits were made. Pure. */
export function verifyFinding(input: VerifyInput): Verification {
  const { finding, after, after_report, history } = input;
  const trials = trialsOf(input);
  const new_findings = newFindings(input);
  const base = { trials, new_findings, history };
  const [trouble] = after.troubles;
  if (trouble !== undefined)
    return { ...base, result: "worse", because: `with the change: ${trouble}` };
  if (after.interrupted) return { ...base, result: "unknown", because: "it was interrupted" };
  const worse = [...worseBaselines(input), ...worseTrials(finding, trials)];
  worse.push(...new_findings.map(({ id, title }) => `${id}: ${title}`));
  const left = after_report.findings.find(
    ({ id, route }) => id === finding.id && route === finding.route,
  );
  const untold = trials.find(
    (trial) => finding.proven_by.includes(trial.before.trial) && !trial.after?.told,
  );
  const gone = left ? "it is still there" : "it is gone";
  if (worse.length > 0)
    return { ...base, result: "worse", because: `${gone}, and this is new: ${worse.join("; ")}` };
  if (left) return { ...base, result: "not-cured", because: `${gone}: ${left.title}` };
  if (untold)
    return {
      ...base,
      result: "unknown",
      because: `${untold.what} told nothing when it was run again`,
    };
  return { ...base, result: "cured", because: gone };
}

function trialsOf({ finding, before, after }: VerifyInput): VerifiedTrial[] {
  const find = ({ routes }: AuditView, id: string) =>
    routes.flatMap(({ probes }) => probes).find(({ trial }) => trial.id === id);
  return trialsToVerify(finding).flatMap((id) => {
    const [old, now] = [find(before, id), find(after, id)];
    if (!old) return [];
    const outcome = outcomeOf(old);
    return [
      {
        route: old.trial.audited?.route ?? "",
        what: outcome.what,
        before: outcome,
        ...(now ? { after: outcomeOf(now) } : {}),
      },
    ];
  });
}

function newFindings({ report, after_report }: VerifyInput): Verification["new_findings"] {
  const known = new Set(report.findings.map(({ id, route }) => JSON.stringify([id, route])));
  return after_report.findings
    .filter(({ id, route }) => !known.has(JSON.stringify([id, route])))
    .map(({ id, title, route }) => ({ id, title, ...(route === undefined ? {} : { route }) }));
}

/** Routes and methods that were well with healthy upstreams, and are not any more. */
function worseBaselines({ before, after }: VerifyInput): string[] {
  return after.routes.flatMap(({ route, baseline, methods }) => {
    const old = before.routes.find((each) => each.route.id === route.id);
    return baseline
      .filter(({ method }) => old?.methods.includes(method) && !methods.includes(method))
      .map(({ method, answer }) => {
        const got = answer?.status ?? answer?.end ?? "nothing";
        return `with healthy upstreams ${method} on ${route.id} gives ${got}`;
      });
  });
}

/** Trials that did better before; those that the finding is about are to have another outcome. */
function worseTrials({ proven_by }: Finding, trials: readonly VerifiedTrial[]): string[] {
  return trials.flatMap(({ what, before, after }) => {
    if (proven_by.includes(before.trial) || !after?.told) return [];
    if (rankOf(after) <= rankOf(before)) return [];
    return [`${what}: ${resultOf(before)} before, ${resultOf(after)} now`];
  });
}

/** A good answer, an error, something that is no whole answer. */
function rankOf({ end, status }: ReportedOutcome): number {
  if (end !== "answered") return 2;
  return (status ?? 599) < 400 ? 0 : 1;
}

function resultOf({ end, status }: ReportedOutcome): string {
  return end === "answered" ? String(status) : end;
}

/** A trial before and after, on one line. */
export function verifiedText({ what, before, after }: VerifiedTrial): string {
  return `${what}: ${longResultOf(before)} before, ${after ? longResultOf(after) : "not run"} with the change`;
}

function longResultOf(outcome: ReportedOutcome): string {
  const { tries, elapsed_ms, told } = outcome;
  const often = tries > 1 ? ` after ${tries} tries` : "";
  return told ? `${resultOf(outcome)}${often}, ${time(elapsed_ms)}` : "nothing told";
}
