import type { TrialEnd } from "./agent.ts";
import type { Entry } from "./history.ts";
import { judge } from "./judge.ts";
import { observe } from "./observe.ts";
import type { ProxyDriver } from "./proxy.ts";
import { lateMsMax } from "./topology.ts";
import type { Trial } from "./trial.ts";
import type { Verdict } from "./verdict.ts";

/** What is on record when a trial has ended. */
export interface TrialRecord {
  entries: readonly Entry[];
  /** Index of the first entry that may be about the trial. */
  from: number;
  driver: ProxyDriver;
}

/**
 * Why a trial told nothing of the proxy, if so: by what its agent says, or because its verdict would
 * be that the machine was too busy. A machine that is calm later can tell more.
 */
export function whyUnclear(trial: Trial, end: TrialEnd, record: TrialRecord): string | undefined {
  if (end.proxy_gone) return undefined;
  if (end.nothing !== undefined) return end.nothing;
  if (end.lag_ms <= lateMsMax(trial.topology)) return undefined;
  return isBusy(trial, record) ? `the machine was ${end.lag_ms} ms late` : undefined;
}

/** The log is not complete yet: what is missing in it is no failure before the proxy has ended. */
function isBusy(trial: Trial, { entries, from, driver }: TrialRecord): boolean {
  const [started, last] = [entries[0], entries.at(-1)];
  if (!started || !last) return false;
  const before = entries.slice(1, from).filter((entry) => isOf(entry, trial));
  const { seq, at_ns } = last;
  const ended: Entry = { kind: "trial-ended", trial_id: trial.id, seq: seq + 1, at_ns };
  const view = observe([started, ...before, ...entries.slice(from), ended]);
  return judge(
    { ...view, trials: view.trials.filter((each) => each.trial.id === trial.id) },
    new Map([[driver.id, driver]]),
  ).some(({ busy, verdicts }) => busy || verdicts.some(isOtherLog));
}

/** The log tells of the trial already, and of something else than was expected. */
function isOtherLog({ check, status, evidence }: Verdict): boolean {
  return check === "log" && status === "unknown" && evidence.length > 0;
}

/** Its plan, and the version of its proxy. */
function isOf(entry: Entry, { id }: Trial): boolean {
  if (entry.kind === "planned") return entry.trial.id === id;
  return entry.kind === "proxy-started" && entry.trial_ids.includes(id);
}
