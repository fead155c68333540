import { isWatched } from "@gatecrash/core";
import type { Expectation, Topology, Trial } from "@gatecrash/core";

/** A proxy that watches a name asks for it once a second, for two families of addresses. */
const question_ms = 500;

/** Questions that are waited for before the first request of a trial whose name is watched. */
const watched_questions = 4;

/** Trials whose upstream is a process wait for it: they are started one by one. */
const process_ms = 1_000;

/**
 * How long a trial waits, in ms: by its plan for the times of its requests, for questions about a
 * name, for a process; by what is expected for a timer of the proxy. What waits long is to start
 * early, or the run waits for it at its end.
 */
export function waitingTime(
  { requests, topology, own_process }: Trial,
  expected: readonly Expectation[] = [],
): number {
  const first = isWatched(topology) ? watched_questions : 0;
  const waits = requests.map(
    ({ after_ms = 0, after_questions }, index) =>
      after_ms + (after_questions ?? (index === 0 ? first : 0)) * question_ms,
  );
  const before_ms = (own_process ? process_ms : 0) + timerTime(topology, expected);
  return waits.reduce((sum, each) => sum + each, before_ms);
}

/** The longest that a timer of the proxy may let a request wait, and what it adds of its own. */
function timerTime({ timeouts }: Topology, expected: readonly Expectation[]): number {
  const times = expected.map(({ timer, attempts = 1, adds_ms }) => {
    const timer_ms = timer === undefined ? 0 : (timeouts[timer] ?? 0);
    return timer_ms * Math.max(1, attempts) + (adds_ms?.least ?? 0);
  });
  return Math.max(0, ...times);
}
