import type { Exchange, RunView, TrialView } from "./observe.ts";
import { attemptsCheck } from "./checks/attempts.ts";
import type { Check } from "./checks/check.ts";
import { elapsedCheck } from "./checks/elapsed.ts";
import { logCheck } from "./checks/log.ts";
import { describeExpected, outcomeCheck } from "./checks/outcome.ts";
import type { FaultScope } from "./fault.ts";
import { outcomeFor } from "./proxy.ts";
import type { Expectation, Outcome, OutcomeContext, ProxyDriver } from "./proxy.ts";
import { lateMsMax } from "./topology.ts";
import { lineOf, parseVersion } from "./version.ts";
import { symptomName } from "./symptom.ts";
import type { Symptom } from "./symptom.ts";
import { worst } from "./verdict.ts";
import type { JudgedTrial, Verdict, VerdictStatus } from "./verdict.ts";

const checks: readonly Check[] = [outcomeCheck, elapsedCheck, logCheck, attemptsCheck];

/** Judges every trial of a run. Pure: the same history and drivers give the same verdicts. */
export function judge(run: RunView, drivers: ReadonlyMap<string, ProxyDriver>): JudgedTrial[] {
  return run.trials.map((view) => judgeTrial(view, run, drivers.get(view.trial.proxy)));
}

function judgeTrial(view: TrialView, run: RunView, driver: ProxyDriver | undefined): JudgedTrial {
  const empty = { view, expected: [], decisive: 0, verdicts: [], busy: false };
  if (view.skipped) return { ...empty, status: "skipped", reason: view.skipped.reason };
  if (!driver) return { ...empty, status: "unknown", reason: `no driver for ${view.trial.proxy}` };
  const trouble = view.troubles[0];
  if (trouble) return { ...empty, status: "unknown", reason: trouble.message };
  if (!view.started) return { ...empty, status: "unknown", reason: notStarted(run) };
  if (!view.ended) return { ...empty, status: "unknown", reason: notEnded(run) };
  return judgeExchanges(view, run, driver);
}

function notStarted(run: RunView): string {
  if (run.ended?.interrupted) return "not run: the run was interrupted";
  return run.troubles[0]?.message ?? "not run: the record ends before it";
}

function notEnded(run: RunView): string {
  if (run.ended?.interrupted) return "not finished: the run was interrupted";
  return "the record ends before the trial";
}

function judgeExchanges(view: TrialView, run: RunView, driver: ProxyDriver): JudgedTrial {
  const version = parseVersion(view.proxy?.version ?? "");
  const pinned = version !== undefined && driver.pinned.includes(lineOf(version));
  const receipt = receiptOf(view);
  const decisive = decisiveOf(view);
  const verdicts: Verdict[] = [receipt, ...requestsMade(view)];
  let expectedOfDecisive: readonly Expectation[] = [];
  for (const exchange of view.exchanges) {
    // Without a receipt nothing is held against the fault's outcome, but a person wants to see it.
    const faulty = receipt.status === "unknown" || hadFault(view, exchange);
    const expected = expectationsOf(view, exchange, driver, faulty);
    if (exchange === decisive) expectedOfDecisive = expected;
    verdicts.push(...holdAgainst(view, exchange, expected, run.started.time_scale));
  }
  const held =
    receipt.status === "unknown" ? "unknown" : worst(verdicts.map((verdict) => verdict.status));
  const busy = held === "fail" ? disturbance(view) : undefined;
  const status = busy === undefined ? held : "unknown";
  const reason = reasonOf(held, verdicts, expectedOfDecisive);
  return {
    view,
    status: status === "fail" && !pinned ? "finding" : status,
    reason: busy === undefined ? reason : `${busy} (${reason})`,
    expected: expectedOfDecisive,
    decisive: decisive?.index ?? 0,
    verdicts,
    busy: busy !== undefined,
  };
}

/**
 * A machine that is too busy to act in time is a fault that nobody asked for: what differs then is
 * no evidence against the proxy.
 */
function disturbance({ lag_ms, trial }: TrialView): string | undefined {
  if (lag_ms <= lateMsMax(trial.topology)) return undefined;
  return `the machine was too busy: it was ${lag_ms} ms late; a greater --time-scale or a smaller --width helps`;
}

/** No receipt, no pass: the fault must have happened on the wire at least once. */
function receiptOf(view: TrialView): Verdict {
  const base = { check: "receipt", expected: ["the fault was delivered"] };
  const proof = view.delivered[0];
  if (view.trial.symptom.kind === "healthy" && !proof) {
    return { ...base, status: "pass", actual: "no fault asked for", evidence: [] };
  }
  if (proof) {
    const evidence = view.delivered.map((each) => each.seq);
    return { ...base, status: "pass", actual: proof.proof, evidence };
  }
  const reached = view.exchanges.some((exchange) => exchange.opened.length > 0);
  const missed =
    view.trial.scope === "query"
      ? "the proxy never asked for the name"
      : "the proxy never reached the upstream";
  const actual = reached ? "the proxy came, but the fault was not delivered" : missed;
  return { ...base, status: "unknown", actual, evidence: view.acted.map((each) => each.seq) };
}

/** Requests that were never made are no evidence for anything. */
function requestsMade({ trial, exchanges }: TrialView): Verdict[] {
  const asked = trial.requests.length;
  if (exchanges.length >= asked) return [];
  return [
    {
      check: "requests",
      status: "unknown",
      expected: [String(asked)],
      actual: String(exchanges.length),
      evidence: exchanges.map((each) => each.started.seq),
    },
  ];
}

/**
 * A listener's fault lasts, and so does what a health check met before any request did; that of a
 * name does from when it was told; any other shows in the exchange in which it was delivered. A
 * setting may know better.
 */
function hadFault(view: TrialView, exchange: Exchange): boolean {
  const { scope, shows_in, symptom, symptoms } = view.trial;
  if (symptoms) return view.delivered.length > 0 && isFault(symptoms[exchange.index]);
  if (shows_in) return view.delivered.length > 0 && shows_in.includes(exchange.index + 1);
  if (scope === "listener" || symptom.kind === "check-failed") return view.delivered.length > 0;
  if (scope === "query") return toldBy(view, exchange);
  return exchange.delivered.length > 0;
}

/** The exchange that stands for the trial: the first that had the fault, or the trial's own symptom. */
function decisiveOf(view: TrialView): Exchange | undefined {
  const { symptom, symptoms } = view.trial;
  const name = symptomName(symptom);
  const met = view.exchanges.find(({ index }) => {
    const own = symptoms?.[index];
    return own !== undefined && symptomName(own) === name;
  });
  return met ?? view.exchanges.find((each) => hadFault(view, each)) ?? view.exchanges[0];
}

function toldBy(view: TrialView, { answered }: Exchange): boolean {
  return view.delivered.some(
    ({ at_ns }) => answered === undefined || BigInt(at_ns) <= BigInt(answered.at_ns),
  );
}

function isFault(symptom: Symptom | undefined): boolean {
  return symptom !== undefined && symptom.kind !== "healthy";
}

/** The scopes whose faults meet a proxy on a connection. */
const onConnection: ReadonlySet<FaultScope> = new Set<FaultScope>(["connection", "request"]);

function expectationsOf(
  view: TrialView,
  exchange: Exchange,
  driver: ProxyDriver,
  faulty: boolean,
): readonly Expectation[] {
  const { trial } = view;
  if (faulty && trial.expect) return [trial.expect];
  const request = trial.requests[exchange.index] ?? trial.requests[0];
  const version = parseVersion(view.proxy?.version ?? "") ?? parseVersion("0.0.0");
  if (!request || !version) return [];
  const { topology } = trial;
  const healthy_upstreams = trial.faulty ? topology.upstreams - trial.faulty.length : 0;
  const context: OutcomeContext = {
    symptom: faulty ? (trial.symptoms?.[exchange.index] ?? trial.symptom) : { kind: "healthy" },
    topology,
    version,
    request,
    healthy_upstreams,
    reused:
      faulty &&
      // One that waits in the proxy never gets to a connection.
      trial.symptoms === undefined &&
      onConnection.has(trial.scope) &&
      metOnKept(view, exchange),
    when: trial.when,
    answered_before: wasAnswered(view, exchange),
  };
  return faulty ? faultyOutcome(driver, context) : listOf(outcomeFor(driver, context));
}

/** After a second try there is a new connection too: what counts is which of them had the fault. */
function metOnKept({ trial }: TrialView, { delivered, opened }: Exchange): boolean {
  const { keepalive, retries } = trial.topology;
  if (opened.length === 0 || !keepalive || retries === 0) return opened.length === 0;
  const fresh = new Set(opened.map(({ connection }) => connection));
  return delivered.some(({ connection }) => !fresh.has(connection));
}

/** The same was asked in an earlier exchange that had no fault. */
function wasAnswered(view: TrialView, exchange: Exchange): boolean {
  const same = (each: Exchange) =>
    each.started.method === exchange.started.method && each.started.path === exchange.started.path;
  return view.exchanges
    .slice(0, exchange.index)
    .some((each) => same(each) && !hadFault(view, each));
}

/** What retries make of an outcome: masked by a healthy upstream, or the same once more. */
function faultyOutcome(driver: ProxyDriver, context: OutcomeContext): readonly Expectation[] {
  const { topology, healthy_upstreams } = context;
  const direct = listOf(outcomeFor(driver, context));
  if (topology.retries === 0 || !driver.retries(context)) return direct;
  if (healthy_upstreams === 0) {
    const attempts = driver.attempts_max?.(topology) ?? 1 + topology.retries;
    return direct.map((each) => ({ ...each, attempts }));
  }
  const healthy = listOf(outcomeFor(driver, { ...context, symptom: { kind: "healthy" } }));
  const because = "The proxy tried another upstream, which is healthy: the fault is masked.";
  return healthy.map((each) => {
    const timer = direct[0]?.timer;
    const { log: _unused, attempts: _counted, ...rest } = each;
    return timer === undefined ? { ...rest, because } : { ...rest, timer, because };
  });
}

function listOf(outcome: Outcome): readonly Expectation[] {
  return "racy" in outcome ? outcome.racy : [outcome];
}

/** The verdicts against the expectation that fits best: first by its outcome, then by the rest. */
function holdAgainst(
  view: TrialView,
  exchange: Exchange,
  allowed: readonly Expectation[],
  time_scale: number,
): Verdict[] {
  const { topology } = view.trial;
  const tried = allowed
    .map((expected) =>
      checks
        .map((check) => check({ view, exchange, expected, topology, time_scale }))
        .filter((verdict) => verdict !== undefined),
    )
    .sort((a, b) => missesOf(a) - missesOf(b));
  const outcomes = allowed.map(describeExpected);
  return (tried[0] ?? []).map((verdict) =>
    verdict.check === "outcome" ? { ...verdict, expected: outcomes } : verdict,
  );
}

/** An outcome that was missed weighs more than all else. */
function missesOf(verdicts: readonly Verdict[]): number {
  const missed = verdicts.filter((verdict) => verdict.status !== "pass");
  return missed.length + (missed.some((verdict) => verdict.check === "outcome") ? 10 : 0);
}

function reasonOf(
  status: VerdictStatus,
  verdicts: readonly Verdict[],
  expected: readonly Expectation[],
): string {
  const culprit = verdicts.find((verdict) => verdict.status === status);
  if (status === "pass") return expected[0]?.because ?? "as expected";
  if (!culprit) return status;
  if (culprit.check === "receipt") return culprit.actual;
  return `${culprit.check}: expected ${culprit.expected.join(" or ")}, got ${culprit.actual}`;
}
