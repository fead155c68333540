import type { End } from "./answer.ts";
import type { Entry } from "./history.ts";
import type { Exchange, RunView, TrialView } from "./observe.ts";
import { symptomName } from "./symptom.ts";
import type { Protocol, Topology } from "./topology.ts";
import { parseVersion } from "./version.ts";

/** Who makes a proxy write a message: the first three are what Gatecrash is about. */
export type CoverageCause =
  "upstream" | "resolver" | "network" | "configuration" | "client" | "local";

/** Causes that count towards the target. */
export const coverageCauses: readonly CoverageCause[] = ["upstream", "resolver", "network"];

/** How a trial must be set up, where the same words mean more than one row. All of it must hold. */
export interface CoverageSetting {
  protocols?: readonly Protocol[];
  tls?: boolean;
  resolve?: readonly Topology["resolve"][];
  keepalive?: boolean;
  /** The fault came on a connection that the proxy had kept. */
  reused?: boolean;
  /** The method of the request that met the fault. */
  methods?: readonly string[];
  /** Names of symptoms (`kind/detail`), or whole kinds. */
  symptoms?: readonly string[];
}

/** What the client got of a request that met the fault. All that is given must hold. */
export interface CoverageOutcome {
  end?: readonly End[];
  /** Least and most. */
  status?: readonly [number, number];
  /** Fewer lines in the access log than requests. */
  unlogged?: boolean;
}

/** One thing that a proxy's log can show. Facts, in the words of this project. */
export interface CoverageRow {
  id: string;
  /** The fixed words of the message with `…` for what varies, or what happens where none is logged. */
  message: string;
  /** Recognises a line of the log; without it the outcome must (`shows`). No `g` and no `y` flag. */
  matches?: RegExp;
  /** No line of the trial may look like this. */
  without?: RegExp;
  /** So many lines of the trial look like this, at least; left out: one. */
  lines_least?: number;
  /** A line from after the trial's end does not count: the upstream goes away then. */
  before_end?: boolean;
  when?: CoverageSetting;
  shows?: CoverageOutcome;
  /** For a person: how it is recognised, where it has no message of its own. */
  known_by?: string;
  /** What the proxy speaks when it comes up; `any`: whatever it speaks. */
  protocol: string;
  phase: string;
  /** Of the log, in the proxy's own words; `none`: nothing is logged. */
  level: string;
  cause: CoverageCause;
  /** False: nothing can provoke it in a lane. */
  feasible: boolean;
  /** Why it is not feasible, or who causes it if not the upstream, the resolver or the network. */
  because?: string;
}

/** All that a proxy's log can show, and how much of it must have been seen. */
export interface Coverage {
  rows: readonly CoverageRow[];
  /** Of the rows that are feasible and have one of `coverageCauses`, in per cent. */
  percent_least: number;
}

/** A line of the log that shows a row, and the fault that provoked it. */
export interface CoverageEvidence {
  trial_id: string;
  /** `fault`, or `fault~variant`; `scenario:<id>` for a script that a scenario brings itself. */
  fault: string;
  /** As the proxy reported it. */
  version: string;
  /** Of the entry in the history. */
  seq: number;
  /** The line, or what the client got. From outside: escape before showing. */
  line: string;
  /**
   * It may be another trial's: the line names no route, or the trial was run again, and its log
   * does not tell the line of the first time from that of the last.
   */
  doubtful: boolean;
}

export interface CoveredRow {
  row: CoverageRow;
  /** One for each fault and version, in the order of the history; doubtful ones only if all are. */
  evidence: CoverageEvidence[];
}

/**
 * Which trials of a history provoked which rows, for one proxy. Pure. A trial counts only with a
 * receipt: without it nobody knows what provoked the line.
 */
export function coverageOf(
  rows: readonly CoverageRow[],
  entries: readonly Entry[],
  run: RunView,
  proxy: string,
): CoveredRow[] {
  const trials = run.trials.filter((view) => view.trial.proxy === proxy && wasDelivered(view));
  const shared = sharedLines(entries);
  const ends = endsOf(entries);
  return rows.map((row) => {
    const met = trials.filter((view) => fits(row, view));
    const own = met.flatMap((view) => ownEvidence(row, view, ends.get(view.trial.id)));
    return { row, evidence: bestOf([...own, ...sharedEvidence(row, met, shared)]) };
  });
}

/** What several histories say of the same rows, each with something that names the history. */
export function mergeCoverage<E extends CoverageEvidence>(
  rows: readonly CoverageRow[],
  parts: readonly { row: CoverageRow; evidence: readonly E[] }[],
): { row: CoverageRow; evidence: E[] }[] {
  return rows.map((row) => {
    const same = parts.filter((part) => part.row.id === row.id);
    return { row, evidence: bestOf(same.flatMap(({ evidence }) => evidence)) };
  });
}

function wasDelivered(view: TrialView): boolean {
  return view.delivered.length > 0;
}

type Line = Pick<Extract<Entry, { kind: "logged" }>, "lane" | "line" | "seq">;

/** Lines that speak of the proxy as a whole, by lane. */
function sharedLines(entries: readonly Entry[]): Map<string, Line[]> {
  const lines = new Map<string, Line[]>();
  for (const entry of entries) {
    if (entry.kind !== "logged" || entry.trial_id !== undefined) continue;
    lines.set(entry.lane, [...(lines.get(entry.lane) ?? []), entry]);
  }
  return lines;
}

/** When each trial ended. */
function endsOf(entries: readonly Entry[]): Map<string, bigint> {
  const ended = entries.filter((entry) => entry.kind === "trial-ended");
  return new Map(ended.map(({ trial_id, at_ns }) => [trial_id, BigInt(at_ns)]));
}

function ownEvidence(
  row: CoverageRow,
  view: TrialView,
  end_ns: bigint | undefined,
): CoverageEvidence[] {
  if (view.logs.some(({ line }) => row.without?.test(line))) return [];
  const { before_end, lines_least = 1, matches } = row;
  if (matches) {
    const inTime = (at_ns: string) =>
      before_end !== true || end_ns === undefined || BigInt(at_ns) <= end_ns;
    const fitting = view.logs.filter(({ line, at_ns }) => matches.test(line) && inTime(at_ns));
    // The one that completes the number is the proof.
    const found = fitting[lines_least - 1];
    return found ? [evidenceOf(view, found)] : [];
  }
  const exchange = metFault(view).find((each) => shows(row, view, each));
  if (!exchange?.answered || !row.shows) return [];
  const { end, status } = exchange.answered.answer;
  const got = status === undefined ? end : `${end} ${status}`;
  return [evidenceOf(view, { seq: exchange.answered.seq, line: got })];
}

/** A line without a route may be of any trial of its lane that fits the row. */
function sharedEvidence(
  { matches }: CoverageRow,
  met: readonly TrialView[],
  shared: ReadonlyMap<string, Line[]>,
): CoverageEvidence[] {
  if (!matches) return [];
  return met.flatMap((view) => {
    const found = shared.get(view.lane ?? "")?.find(({ line }) => matches.test(line));
    if (!found) return [];
    const among = met.filter(({ lane }) => lane === view.lane).length;
    return [evidenceOf(view, found, among > 1)];
  });
}

function evidenceOf(
  view: TrialView,
  { seq, line }: Pick<Line, "seq" | "line">,
  shared = false,
): CoverageEvidence {
  const version = parseVersion(view.proxy?.version ?? "")?.text ?? "";
  const { id: trial_id, scenario, acting, fault: name, variant } = view.trial;
  const ofCatalogue = variant === "" ? name : `${name}~${variant}`;
  const fault = "fault" in acting ? ofCatalogue : `scenario:${scenario}`;
  return { trial_id, fault, version, seq, line, doubtful: shared || view.repeats > 0 };
}

/**
 * The first of each fault and version. What is doubtful counts only for a fault that surely provoked
 * the row elsewhere, or where nothing is sure.
 */
function bestOf<E extends CoverageEvidence>(all: readonly E[]): E[] {
  const sure = new Set(all.filter(({ doubtful }) => !doubtful).map(({ fault }) => fault));
  const kept = new Map<string, E>();
  for (const each of all.toSorted((a, b) => Number(a.doubtful) - Number(b.doubtful))) {
    const key = `${each.fault} ${each.version}`;
    if ((sure.size === 0 || sure.has(each.fault)) && !kept.has(key)) kept.set(key, each);
  }
  return [...kept.values()];
}

function fits(row: CoverageRow, view: TrialView): boolean {
  const { when, shows: outcome } = row;
  if (when && !isSet(when, view)) return false;
  return !outcome || metFault(view).some((exchange) => shows(row, view, exchange));
}

function isSet(when: CoverageSetting, view: TrialView): boolean {
  const { topology, symptom, requests } = view.trial;
  const met = metFault(view);
  const asked = [
    when.protocols?.includes(topology.protocol),
    when.tls === undefined ? undefined : when.tls === (topology.tls !== undefined),
    when.resolve?.includes(topology.resolve),
    when.keepalive === undefined ? undefined : when.keepalive === topology.keepalive,
    when.reused === undefined ? undefined : when.reused === wasReused(view),
    when.methods && met.some(({ index }) => when.methods?.includes(requests[index]?.method ?? "")),
    when.symptoms?.some((name) => name === symptom.kind || name === symptomName(symptom)),
  ];
  return !asked.includes(false);
}

/** Requests that had the fault; a fault of a listener, or of a resolver, lasts through them all. */
function metFault(view: TrialView): Exchange[] {
  const met = view.exchanges.filter(({ delivered }) => delivered.length > 0);
  return met.length > 0 ? met : view.exchanges;
}

/** The fault of a name or of a listener meets no connection. */
function wasReused(view: TrialView): boolean {
  const { scope } = view.trial;
  return (scope === "connection" || scope === "request") && metFault(view).some(isReused);
}

/** The connection that had the fault was opened for an earlier request. */
function isReused({ delivered, opened }: Exchange): boolean {
  const fresh = new Set(opened.map(({ connection }) => connection));
  return delivered.some(({ connection }) => !fresh.has(connection));
}

function shows({ shows: wanted }: CoverageRow, view: TrialView, exchange: Exchange): boolean {
  const { answer } = exchange;
  if (!wanted || !answer) return false;
  const { end, status, unlogged } = wanted;
  const [least, most] = status ?? [0, 0];
  const got = answer.status ?? 0;
  const lines = view.logs.filter(({ log }) => log === "access").length;
  return (
    (!end || end.includes(answer.end)) &&
    (!status || (got >= least && got <= most)) &&
    (unlogged !== true || lines < view.exchanges.length)
  );
}

export interface CoverageTotals {
  /** Rows that count, and those of them that were seen. */
  counted: number;
  seen: number;
  percent: number;
  percent_least: number;
  met: boolean;
}

/** True for a row that something can provoke, and that is the upstream, the resolver or the network. */
export function counts(row: CoverageRow): boolean {
  return row.feasible && coverageCauses.includes(row.cause);
}

/** How much was seen of what counts, against what must be. */
export function coverageTotals(
  { rows, percent_least }: Coverage,
  isSeen: (row: CoverageRow) => boolean,
): CoverageTotals {
  const counted = rows.filter(counts);
  const seen = counted.filter(isSeen).length;
  const percent = counted.length === 0 ? 100 : Math.floor((1_000 * seen) / counted.length) / 10;
  const met = counted.length > 0 && percent >= percent_least;
  return { counted: counted.length, seen, percent, percent_least, met };
}
