import { isWatched } from "@gatecrash/core";
import type { Trial } from "@gatecrash/core";

/** A proxy that watches a name asks for it once a second, for two families of addresses. */
const question_ms = 500;

/** Questions that are waited for before the first request of a trial whose name is watched. */
const watched_questions = 4;

/** Trials whose upstream is a process wait for it: they are started one by one. */
const process_ms = 1_000;

/**
 * How long a trial waits by its plan, in ms: for the times of its requests, for questions about a
 * name, for a process. What waits long is to start early, or the run waits for it at its end.
 */
export function waitingTime({ requests, topology, own_process }: Trial): number {
  const first = isWatched(topology) ? watched_questions : 0;
  const waits = requests.map(
    ({ after_ms = 0, after_questions }, index) =>
      after_ms + (after_questions ?? (index === 0 ? first : 0)) * question_ms,
  );
  return waits.reduce((sum, each) => sum + each, own_process ? process_ms : 0);
}
