import type { Entry, TimedFact } from "@gatecrash/core";
import { stampedJournal } from "../journal.ts";
import type { Journal } from "../journal.ts";

/** Entries that are kept for those who come later. */
export const eventsKeptMax = 10_000;

type Sink = (entry: Entry) => void;

/** What happened, as entries of a history: the last of them are kept, all go to subscribers. */
export class EventLog {
  /** Takes a fact now. */
  readonly journal: Journal;
  readonly #kept_max: number;
  readonly #ring: Entry[] = [];
  readonly #sinks = new Set<Sink>();
  #count = 0;
  #followers = 0;

  constructor(kept_max = eventsKeptMax) {
    this.#kept_max = kept_max;
    this.journal = stampedJournal((fact) => {
      this.write(fact);
    });
  }

  /** How many entries there have been. */
  get count(): number {
    return this.#count;
  }

  /** How many follow it from outside. */
  get followers(): number {
    return this.#followers;
  }

  /** Takes a fact that has its time already. */
  write(fact: TimedFact): void {
    const entry: Entry = { ...fact, seq: this.#count };
    this.#ring[this.#count % this.#kept_max] = entry;
    this.#count += 1;
    for (const sink of this.#sinks) sink(entry);
  }

  /** The last entries that are still kept, oldest first. */
  last(count: number): Entry[] {
    const kept = Math.min(count, this.#ring.length);
    return Array.from({ length: kept }, (_, index) => {
      return this.#ring[(this.#count - kept + index) % this.#kept_max];
    }).filter((entry) => entry !== undefined);
  }

  /** Calls `sink` for each entry from now on, until the returned function is called. */
  subscribe(sink: Sink): () => void {
    this.#sinks.add(sink);
    return () => {
      this.#sinks.delete(sink);
    };
  }

  /** As `subscribe`, for one from outside, who is counted. */
  follow(sink: Sink): () => void {
    const unsubscribe = this.subscribe(sink);
    this.#followers += 1;
    return () => {
      unsubscribe();
      this.#followers -= 1;
    };
  }
}
