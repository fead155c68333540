import type { Answer } from "./answer.ts";
import type { Entry, Fact, FactOf } from "./history.ts";
import type { Trial } from "./trial.ts";

type Seen<K extends Fact["kind"]> = FactOf<K> & { seq: number; at_ns: string };

/** One request of a trial and all that happened from it to the next. */
export interface Exchange {
  index: number;
  started: Seen<"exchange-started">;
  answer?: Answer;
  answered?: Seen<"answered">;
  opened: Seen<"connection-opened">[];
  acts: Seen<"act">[];
  delivered: Seen<"delivered">[];
}

/** Everything that the history says of one trial. */
export interface TrialView {
  trial: Trial;
  planned_seq: number;
  skipped?: Seen<"skipped">;
  lane?: string;
  started: boolean;
  ended: boolean;
  started_ns?: string;
  /** From its start to its end, with all that was run again. */
  lasted_ms?: number;
  exchanges: Exchange[];
  acts: Seen<"act">[];
  acted: Seen<"acted">[];
  delivered: Seen<"delivered">[];
  logs: Seen<"logged">[];
  troubles: Seen<"trouble">[];
  proxy?: Seen<"proxy-started">;
  proxy_ended?: Seen<"proxy-ended">;
  /** The proxy died of this trial. */
  proxy_died?: Seen<"proxy-ended">;
  /** How often it was run again, because it told nothing of the proxy. */
  repeats: number;
  /** How late the agent saw itself while the trial ran, all together. */
  lag_ms: number;
}

/** A run, as its history tells it. */
export interface RunView {
  started: Seen<"run-started">;
  ended?: Seen<"run-ended">;
  trials: TrialView[];
  proxies: Seen<"proxy-started">[];
  /** Trouble that belongs to no trial. */
  troubles: Seen<"trouble">[];
  elapsed_ms: number;
}

/** Folds a history into what it says of each trial. Pure; entries are in the order of `seq`. */
export function observe(entries: readonly Entry[]): RunView {
  const first = entries[0];
  if (first?.kind !== "run-started") throw new Error("a history starts with run-started");
  const run: RunView = { started: first, trials: [], proxies: [], troubles: [], elapsed_ms: 0 };
  const byTrial = new Map<string, TrialView>();
  const inLane = new Map<string, TrialView[]>();
  for (const entry of entries) {
    if (entry.kind === "planned") {
      const view = emptyView(entry.trial, entry.seq);
      byTrial.set(entry.trial.id, view);
      run.trials.push(view);
    } else if ("trial_id" in entry && entry.trial_id !== undefined) {
      const view = byTrial.get(entry.trial_id);
      if (view) addToTrial(view, entry, inLane);
    } else addToRun(run, entry, byTrial, inLane);
  }
  const last = entries.at(-1) ?? first;
  run.elapsed_ms = msBetween(first.at_ns, last.at_ns);
  for (const view of run.trials) fillExchanges(view);
  return run;
}

function msBetween(from_ns: string, to_ns: string): number {
  return Number(BigInt(to_ns) - BigInt(from_ns)) / 1e6;
}

function emptyView(trial: Trial, planned_seq: number): TrialView {
  const none = { exchanges: [], acts: [], acted: [], delivered: [], logs: [], troubles: [] };
  return { trial, planned_seq, started: false, ended: false, repeats: 0, lag_ms: 0, ...none };
}

function addToTrial(view: TrialView, entry: Entry, inLane: Map<string, TrialView[]>): void {
  switch (entry.kind) {
    case "skipped":
      view.skipped = entry;
      return;
    case "trial-started":
      view.started = true;
      view.started_ns = entry.at_ns;
      view.lane = entry.lane;
      inLane.set(entry.lane, [...(inLane.get(entry.lane) ?? []), view]);
      return;
    case "trial-repeated":
      Object.assign(view, { exchanges: [], acts: [], acted: [], delivered: [], lag_ms: 0 });
      view.repeats += 1;
      return;
    case "trial-ended":
      view.ended = true;
      view.lasted_ms = msBetween(view.started_ns ?? entry.at_ns, entry.at_ns);
      return;
    case "proxy-ended":
      if (!entry.asked) view.proxy_died = entry;
      view.proxy_ended = entry;
      return;
    case "exchange-started":
      view.exchanges.push({
        index: entry.exchange,
        started: entry,
        opened: [],
        acts: [],
        delivered: [],
      });
      return;
    case "answered": {
      const exchange = view.exchanges.find((each) => each.index === entry.exchange);
      if (exchange) {
        exchange.answer = entry.answer;
        exchange.answered = entry;
      }
      return;
    }
    case "connection-opened":
      exchangeAt(view, entry.at_ns)?.opened.push(entry);
      return;
    case "act":
      view.acts.push(entry);
      return;
    case "acted":
      view.acted.push(entry);
      return;
    case "delivered":
      view.delivered.push(entry);
      return;
    case "logged":
      view.logs.push(entry);
      return;
    case "trouble":
      view.troubles.push(entry);
      return;
    default:
      return;
  }
}

function addToRun(
  run: RunView,
  entry: Entry,
  byTrial: Map<string, TrialView>,
  inLane: Map<string, TrialView[]>,
): void {
  switch (entry.kind) {
    case "proxy-started":
      run.proxies.push(entry);
      for (const id of entry.trial_ids) {
        const view = byTrial.get(id);
        if (!view) continue;
        view.proxy = entry;
        // Started again: its log is open again.
        if (!view.ended) delete view.proxy_ended;
      }
      return;
    case "proxy-ended":
      for (const view of inLane.get(entry.lane) ?? []) view.proxy_ended = entry;
      return;
    case "lag":
      for (const view of inLane.get(entry.lane) ?? []) {
        if (!view.ended) view.lag_ms += entry.ms;
      }
      return;
    case "trouble":
      run.troubles.push(entry);
      return;
    case "run-ended":
      run.ended = entry;
      return;
    default:
      return;
  }
}

/** The exchange during which something happened; requests of a trial follow one another. */
function exchangeAt(view: TrialView, at_ns: string): Exchange | undefined {
  const at = BigInt(at_ns);
  return view.exchanges.findLast((each) => BigInt(each.started.at_ns) <= at);
}

/** Done last: facts of a worker process may be recorded after later ones of the agent. */
function fillExchanges(view: TrialView): void {
  const asked = askedOn(view);
  const exchangeOf = ({ connection, at_ns }: { connection: number; at_ns: string }) =>
    asked.get(connection) ?? exchangeAt(view, at_ns);
  const opened = view.exchanges.flatMap((each) => each.opened.splice(0));
  for (const fact of opened) exchangeOf(fact)?.opened.push(fact);
  for (const act of view.acts) exchangeOf(act)?.acts.push(act);
  for (const fact of view.delivered) exchangeOf(fact)?.delivered.push(fact);
}

/**
 * By connection: the exchange whose path was asked for on it. Only where requests are made at the
 * same time, for which time tells nothing.
 */
function askedOn({ trial, acted, exchanges }: TrialView): Map<number, Exchange> {
  const asked = new Map<number, Exchange>();
  if (!trial.requests.some(({ beside }) => beside !== undefined)) return asked;
  for (const { connection, path } of acted) {
    const exchange = exchanges.find(({ started }) => started.path === path);
    if (exchange) asked.set(connection, exchange);
  }
  return asked;
}
