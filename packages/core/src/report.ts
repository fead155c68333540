import { z } from "zod";
import { elapsedMs, endSchema } from "./answer.ts";
import { attemptsOf } from "./checks/attempts.ts";
import { describeAnswer, describeExpected } from "./checks/outcome.ts";
import { exitCodes } from "./problem.ts";
import type { Exchange, RunView, TrialView } from "./observe.ts";
import type { JudgedTrial, VerdictStatus } from "./verdict.ts";
import { parseVersion } from "./version.ts";

const statusSchema = z.enum(["pass", "fail", "unknown", "skipped", "finding"]);

const outcomeSchema = z.strictObject({
  end: endSchema,
  status: z.int().optional(),
  bytes_received: z.int(),
  bytes_announced: z.int().optional(),
  elapsed_ms: z.number(),
  /** How the connection ended: FIN, RST, the client's own deadline. */
  closed: z.string(),
  /** The first bytes that came, latin1. */
  head: z.string(),
});

const reportTrialSchema = z.strictObject({
  id: z.string(),
  scenario: z.string(),
  title: z.string(),
  family: z.string(),
  fault: z.string(),
  variant: z.string(),
  params: z.record(z.string(), z.unknown()),
  symptom: z.string(),
  proxy: z.string(),
  version: z.string().describe("As the proxy itself reported it; empty if it was never started."),
  column: z.string().describe("Proxy and version, also of a trial that was never started."),
  launcher: z.string(),
  request: z.strictObject({ method: z.string(), path: z.string(), body_bytes: z.int() }),
  outcome: outcomeSchema.optional().describe("Of the decisive exchange."),
  got: z.string().describe("The outcome in words."),
  exchanges: z.array(outcomeSchema).describe("All exchanges in order."),
  expected: z.array(
    z.strictObject({
      end: endSchema,
      status: z.int().optional(),
      timer: z.string().optional(),
      adds_ms: z
        .strictObject({ least: z.int(), most: z.int() })
        .optional()
        .describe("What the proxy adds of its own to the time."),
      log: z.array(z.string()).optional(),
      because: z.string(),
      text: z.string(),
    }),
  ),
  racy: z.boolean().describe("More than one outcome is right: the proxy itself races."),
  verdict: statusSchema,
  reason: z.string(),
  checks: z.array(
    z.strictObject({
      check: z.string(),
      status: statusSchema,
      expected: z.array(z.string()),
      actual: z.string(),
      evidence: z.array(z.int()).describe("seq of entries of the history."),
    }),
  ),
  proxy_log: z.array(z.string()),
  acts: z.array(z.string()).describe("What the upstream did in the decisive exchange."),
  attempts: z.int(),
  repeats: z.int().describe("How often it was run again, because it told nothing of the proxy."),
});

export const reportSchema = z.strictObject({
  seed: z.string(),
  gatecrash: z.string(),
  launcher: z.string(),
  versions: z.record(z.string(), z.string()).describe("proxy@asked → version reported."),
  started_at: z.string(),
  elapsed_ms: z.number(),
  alone_ms: z
    .number()
    .describe(
      "Of this, for faults that take the whole machine: they run alone, one after the other.",
    ),
  interrupted: z.boolean(),
  troubles: z.array(z.string()),
  totals: z.record(statusSchema, z.int()),
  trials: z.array(reportTrialSchema),
});

/** Everything a reporter may show. */
export type Report = z.infer<typeof reportSchema>;
export type ReportTrial = z.infer<typeof reportTrialSchema>;

/** Builds the report of a judged run. Pure. */
export function makeReport(run: RunView, judged: readonly JudgedTrial[]): Report {
  const versions = versionsOf(run);
  const trials = judged.map((each) => reportTrial(each, run, versions));
  return {
    seed: run.started.seed,
    gatecrash: run.started.gatecrash,
    launcher: run.started.launcher,
    versions,
    started_at: run.started.started_at,
    elapsed_ms: Math.round(run.elapsed_ms),
    alone_ms: Math.round(aloneMs(run)),
    interrupted: run.ended === undefined || run.ended.interrupted,
    troubles: run.troubles.map(({ code, message }) => `${code}: ${message}`),
    totals: countStatuses(trials.map((trial) => trial.verdict)),
    trials,
  };
}

function aloneMs({ trials }: RunView): number {
  const alone = trials.filter(({ trial }) => trial.exclusive);
  return alone.reduce((sum, { lasted_ms = 0 }) => sum + lasted_ms, 0);
}

/** The column of the matrix that a trial stands in: proxy and version. */
export function columnOf(trial: Pick<ReportTrial, "column">): string {
  return trial.column;
}

/** The row of the matrix that a trial stands in. */
export function rowOf(trial: Pick<ReportTrial, "fault" | "variant">): string {
  return trial.variant === "" ? trial.fault : `${trial.fault} ${trial.variant}`;
}

/** By what was asked for: a skipped trial stands beside those that ran on the same proxy. */
function versionsOf(run: RunView): Record<string, string> {
  const found = run.trials.map((view) => [askedOf(view), reportedVersion(view)] as const);
  return Object.fromEntries(found.filter(([, version]) => version !== ""));
}

function askedOf({ trial }: TrialView): string {
  return trial.proxy_version === undefined ? trial.proxy : `${trial.proxy}@${trial.proxy_version}`;
}

function reportedVersion(view: TrialView): string {
  return parseVersion(view.proxy?.version ?? "")?.text ?? "";
}

function countStatuses(statuses: readonly VerdictStatus[]): Record<VerdictStatus, number> {
  const totals = { pass: 0, fail: 0, unknown: 0, skipped: 0, finding: 0 };
  for (const status of statuses) totals[status] += 1;
  return totals;
}

function reportTrial(
  judged: JudgedTrial,
  run: RunView,
  versions: Record<string, string>,
): ReportTrial {
  const { view } = judged;
  const { trial } = view;
  const shown_version = versions[askedOf(view)] ?? trial.proxy_version;
  const decisive = view.exchanges[judged.decisive];
  const request = trial.requests[judged.decisive] ?? trial.requests[0];
  const died = view.proxy_died && { end: "proxy-died" as const };
  const outcome = decisive && outcomeOf(decisive);
  return {
    id: trial.id,
    scenario: trial.scenario,
    title: trial.title,
    family: trial.family,
    fault: trial.fault,
    variant: trial.variant,
    params: "fault" in trial.acting ? trial.acting.params : {},
    symptom: symptomText(judged),
    proxy: trial.proxy,
    version: reportedVersion(view),
    column: shown_version === undefined ? trial.proxy : `${trial.proxy} ${shown_version}`,
    launcher: run.started.launcher,
    request: {
      method: request?.method ?? "",
      path: request?.path ?? "",
      body_bytes: request?.body_bytes ?? 0,
    },
    ...(outcome ? { outcome: { ...outcome, ...died } } : {}),
    got: gotText(judged, decisive),
    exchanges: view.exchanges.map(outcomeOf).filter((each) => each !== undefined),
    expected: judged.expected.map(({ attempts: _attempts, ...each }) => ({
      ...each,
      text: describeExpected(each),
    })),
    racy: judged.expected.length > 1,
    verdict: judged.status,
    reason: judged.reason,
    checks: judged.verdicts,
    proxy_log: view.logs.map((logged) => logged.line),
    acts: (decisive?.acts ?? view.acts).map(({ act, bytes }) => describeAct(act, bytes)),
    attempts: decisive ? attemptsOf(view, decisive) : 0,
    repeats: view.repeats,
  };
}

function symptomText({ view }: JudgedTrial): string {
  const { kind, detail } = view.trial.symptom;
  return detail === undefined ? kind : `${kind}/${detail}`;
}

function gotText(judged: JudgedTrial, decisive: Exchange | undefined): string {
  const died = judged.view.proxy_died;
  if (died) return `proxy died (${died.signal ?? `exit code ${died.code ?? "unknown"}`})`;
  return decisive?.answer ? describeAnswer(decisive.answer) : judged.status;
}

function outcomeOf(exchange: Exchange): ReportTrial["outcome"] {
  const { answer } = exchange;
  if (!answer) return undefined;
  return {
    end: answer.end,
    ...(answer.status === undefined ? {} : { status: answer.status }),
    bytes_received: answer.body_bytes,
    ...(answer.announced_bytes === undefined ? {} : { bytes_announced: answer.announced_bytes }),
    elapsed_ms: Math.round(elapsedMs(answer) * 10) / 10,
    closed: answer.closed,
    head: answer.raw_head.slice(0, 200),
  };
}

/** An act as one short line. */
export function describeAct(
  act: Record<string, unknown> & { kind: string },
  bytes?: number,
): string {
  const { kind, ...rest } = act;
  const fields = Object.entries(rest).map(([name, value]) => {
    const text = typeof value === "string" ? JSON.stringify(value.slice(0, 120)) : String(value);
    return `${name}=${text}`;
  });
  const size = bytes === undefined ? [] : [`(${bytes} bytes)`];
  return [kind, ...fields, ...size].join(" ");
}

/** The exit code for a report: a fail over an unknown over all-skipped over a pass. */
export function exitCodeOf(report: Report): number {
  const { fail, unknown, skipped } = report.totals;
  if ((fail ?? 0) > 0) return exitCodes.fail;
  if ((unknown ?? 0) > 0 || report.interrupted) return exitCodes.unknown;
  const all = report.trials.length;
  return all > 0 && skipped === all ? exitCodes.allSkipped : exitCodes.pass;
}
