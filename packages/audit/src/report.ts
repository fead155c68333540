import type { Change, Edit, Supplied } from "@gatecrash/core";
import type { Finding, FindingRule, FoundFinding, Severity } from "./finding.ts";
import type { AuditView, Probe, RouteView } from "./view.ts";

/** What one trial gave, for reports and for comparing two audits. */
export interface ReportedOutcome {
  /** `<method> <fault>`, with ` (one server)` where others of the group were well. */
  what: string;
  trial: string;
  end: string;
  status?: number;
  /** As it was measured … */
  elapsed_ms: number;
  /** … and, where times were scaled, what that comes to with the real ones. */
  real_ms?: number;
  tries: number;
  /** The fault was on the wire, and nothing was wrong with the trial. */
  told: boolean;
  trouble?: string;
}

export interface ReportedRoute {
  id: string;
  /** What it leads to. */
  group: string;
  protocol: string;
  at: { file: string; line: number };
  baseline: ReportedOutcome[];
  /** Why no request could be made, or why it was left out. */
  left_out?: string;
  outcomes: ReportedOutcome[];
}

/** An audit's result; every reporter shows this and nothing else. */
export interface AuditReport {
  format: 1;
  proxy: string;
  version: string;
  /** What ran it, the program or image that it started, and why that one. */
  run_by: { launcher: string; program: string; because: string };
  files: { file: string; bytes: number }[];
  fronts: { id: string; at: { file: string; line: number } }[];
  routes: ReportedRoute[];
  findings: Finding[];
  /** Findings that were found and are ignored, by id. */
  ignored: { id: string; count: number }[];
  supplied: Supplied[];
  notes: string[];
  troubles: string[];
  interrupted: boolean;
  /** By what all times were multiplied; times that were measured are those of the copy that was run. */
  time_scale: number;
  /** What `--verify-fix` came to; absent where it was not asked for. */
  verification?: VerificationTotals;
  totals: Record<Severity, number> & { trials: number; told: number };
}

export interface VerificationTotals {
  cured: number;
  worse: number;
  not_cured: number;
  unknown: number;
  /** Findings without edits. */
  by_hand: number;
  /** Findings beyond the number that is verified in one audit, by id. */
  left_out: string[];
}

export interface ReportOptions {
  rules: readonly FindingRule[];
  ignore: readonly string[];
  supplied: readonly Supplied[];
  /** Puts changes in the proxy's own words; without, no finding has edits. */
  edit?: EditOf;
}

const order: readonly Severity[] = ["high", "medium", "low"];

/** Makes the report of an audit. Pure. */
export function reportAudit(view: AuditView, options: ReportOptions): AuditReport {
  const found = options.rules.flatMap((rule) => rule.find(view));
  const all = found.map((each) => cured(each, options.edit));
  const findings = all
    .filter(({ id }) => !options.ignore.includes(id))
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length;
  const probes = view.routes.flatMap((route) => route.probes);
  const { configuration } = view;
  return {
    format: 1,
    proxy: configuration.proxy,
    version: view.version_text,
    run_by: view.run_by,
    files: configuration.files,
    fronts: configuration.fronts.map(({ id, at }) => ({ id, at: shortly(at) })),
    routes: routesOf(view),
    findings,
    ignored: countIgnored(all, options.ignore),
    supplied: [...options.supplied],
    notes: [
      ...scaleNotes(view),
      ...configuration.notes.map(({ message, at }) =>
        at ? `${at.file}:${at.line}: ${message}` : message,
      ),
    ],
    troubles: view.troubles,
    interrupted: view.interrupted,
    time_scale: view.time_scale,
    totals: {
      high: count("high"),
      medium: count("medium"),
      low: count("low"),
      trials: probes.length,
      told: probes.filter((probe) => outcomeOf(probe).told).length,
    },
  };
}

/** A change in the proxy's own words: edits, or why there are none. */
export type EditOf = (change: Change) => Edit[] | string;

function cured({ change, ...found }: FoundFinding, edit: EditOf | undefined): Finding {
  if ("by_hand" in change) return { ...found, edits: [], by_hand: change.by_hand };
  const edits = edit?.(change) ?? [];
  return typeof edits === "string" ? { ...found, edits: [], by_hand: edits } : { ...found, edits };
}

/** A machine at work takes this long for a handshake now and then. */
const short_ms = 100;

function scaleNotes({ configuration, time_scale }: AuditView): string[] {
  const times = configuration.routes.flatMap(({ settings }) => [
    settings.connect_timeout_ms.value,
    settings.read_timeout_ms.value,
  ]);
  const shortest = Math.min(...times.filter((ms) => ms > 0).map((ms) => ms * time_scale));
  if (time_scale >= 1 || shortest >= short_ms) return [];
  return [
    `With times × ${time_scale} a timeout is only ${Math.round(shortest)} ms: what the machine itself takes may count as a failure. Take a greater --time-scale if an outcome surprises.`,
  ];
}

function routesOf({ configuration, routes }: AuditView): ReportedRoute[] {
  return configuration.routes.map((route) => {
    const seen = routes.find((each) => each.route.id === route.id);
    const left_out = route.unreachable ?? leftOut(seen);
    return {
      id: route.id,
      group: seen?.group.name ?? route.group,
      protocol: route.protocol,
      at: shortly(route.at),
      baseline: (seen?.baseline ?? []).map(outcomeOf),
      ...(left_out === undefined ? {} : { left_out }),
      outcomes: (seen?.probes ?? []).map(outcomeOf),
    };
  });
}

function leftOut(seen: RouteView | undefined): string | undefined {
  if (!seen || seen.baseline.length === 0) return "no request leads to a faked upstream";
  if (seen.methods.length > 0) return undefined;
  const untold = seen.baseline.find(({ trouble, died }) => trouble ?? died);
  if (untold) return untold.trouble ?? deathOf(untold);
  const statuses = seen.baseline.map(({ answer }) => answer?.status ?? answer?.end ?? "nothing");
  return `with healthy upstreams it gives ${[...new Set(statuses)].join(", ")}`;
}

function deathOf({ died = "", last_words }: Probe): string {
  return `the proxy ended (${died}) although nobody asked it to; it said: ${last_words.join(" | ") || "nothing"}`;
}

export function outcomeOf(probe: Probe): ReportedOutcome {
  const {
    method,
    fault,
    partly,
    answer,
    trial,
    elapsed_ms,
    tries,
    trouble,
    delivered,
    time_scale,
  } = probe;
  const where = partly && trial.audited?.faulty.length !== 0 ? " (one server)" : "";
  return {
    what: `${method} ${fault}${where}`,
    trial: trial.id,
    end: probe.died === undefined ? (answer?.end ?? "unknown") : "proxy-died",
    ...(answer?.status === undefined ? {} : { status: answer.status }),
    elapsed_ms: Math.round(elapsed_ms),
    ...(time_scale === 1 ? {} : { real_ms: Math.round(elapsed_ms / time_scale) }),
    tries,
    told: delivered && trouble === undefined && answer !== undefined,
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function countIgnored(all: readonly Finding[], ignore: readonly string[]) {
  return [...new Set(ignore)].flatMap((id) => {
    const count = all.filter((finding) => finding.id === id).length;
    return count === 0 ? [] : [{ id, count }];
  });
}

function shortly({ file, line }: { file: string; line: number }) {
  return { file, line };
}

/** 0 nothing was found · 1 something was · 2 too little could be run to tell. */
export function auditExit(report: AuditReport): 0 | 1 | 2 {
  if (report.interrupted || report.troubles.length > 0) return 2;
  if (report.findings.length > 0) return 1;
  const left_out = report.routes.filter((route) => route.left_out !== undefined);
  return left_out.length > 0 && left_out.length === report.routes.length ? 2 : 0;
}
