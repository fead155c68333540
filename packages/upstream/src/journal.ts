import type { Fact, TimedFact } from "@gatecrash/core";

/** Takes a fact the moment it is known. */
export type Journal = (fact: Fact) => void;

/** Now, in ns of the machine's monotonic clock: one clock for every process and namespace. */
export function nowNs(): string {
  return process.hrtime.bigint().toString();
}

/** A journal that puts the time on each fact and passes it on. */
export function stampedJournal(write: (fact: TimedFact) => void): Journal {
  return (fact) => {
    write({ ...fact, at_ns: nowNs() });
  };
}
