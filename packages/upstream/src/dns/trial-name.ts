import { setTimeout as sleep } from "node:timers/promises";
import type { Address, NameQuestion } from "@gatecrash/core";
import { Injection } from "../injection.ts";
import type { InjectionSetup } from "../injection.ts";
import type { Journal } from "../journal.ts";
import { limits } from "../limits.ts";
import { Moment } from "../moment.ts";
import { NetworkActs } from "../network/acts.ts";
import type { LaneNetwork } from "../network/lane-network.ts";
import { play } from "../play.ts";
import { addressesFor, writeAnswer } from "./message.ts";
import type { Query } from "./server.ts";
import { queryStage } from "./stage.ts";
import type { NameRecord, Zone } from "./zone.ts";

export interface TrialNameOptions {
  name: string;
  trial_id: string;
  zone: Zone;
  /** What the name leads to when a trial begins. */
  record: NameRecord;
  journal: Journal;
  /** What is done to questions about it; nothing: they get good answers. */
  fault?: InjectionSetup;
  /** The name server, if it is this name's own, and the network that its packets are filtered in. */
  server?: Address;
  network?: LaneNetwork;
}

/**
 * The name of one trial, and its fault. A proxy asks for it from its own start on, and after the
 * trial too: the fault is always active, but recorded is only what happens in the trial. A fault with
 * a condition (`when`) is active in the trial alone, because it counts from its beginning.
 */
export class TrialName {
  readonly #options: TrialNameOptions;
  #injection: Injection | undefined;
  #started = false;
  #playing = 0;
  #count = 0;
  #answered = 0;
  #last_ms: number | undefined;
  #over = new Moment();
  readonly #by_type = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(options: TrialNameOptions) {
    this.#options = options;
    this.#reset();
  }

  /** The trial begins, perhaps once more: nothing counts of what came before. */
  start(): void {
    this.#reset();
    this.#started = true;
  }

  /** The trial is over; it may begin once more, so that the proxy must find what it found before. */
  end(): void {
    this.#started = false;
    this.#reset();
  }

  /** Ends what is at work. */
  close(): void {
    this.#started = false;
    this.#heal();
  }

  /** Resolves when a proxy may keep no answer that it got so far: there is no event to tell. */
  async forgotten(): Promise<void> {
    if (this.#last_ms === undefined) return;
    // Proxies count in whole seconds.
    const due_ms = this.#last_ms + (this.#options.record.ttl_s + 1) * 1_000;
    await sleep(Math.max(0, due_ms - performance.now()));
  }

  /** Questions that the trial's name got and that were dealt with, since the trial began. */
  get answered(): number {
    return this.#answered;
  }

  /** Resolves to true when so many questions were dealt with, to false if they were not in time. */
  async untilAnswered(count: number, ms_max: number): Promise<boolean> {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#wake();
    }, ms_max);
    while (this.#answered < count && !over) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    clearTimeout(timer);
    return this.#answered >= count;
  }

  /** From here on it leads elsewhere. */
  move(addresses: readonly string[]): void {
    const { name, zone, record } = this.#options;
    zone.set(name, { ...record, addresses });
  }

  async answer(query: Query): Promise<void> {
    const { name, zone, trial_id, record } = this.#options;
    const now = zone.find(name) ?? record;
    const { started, injection } = { started: this.#started, injection: this.#injection };
    const number = started ? this.#number(query.question.type) : 0;
    const journal: Journal = (fact) => {
      // A trial that is run again has another injection: what is late belongs to none.
      if (started && this.#started && this.#injection === injection) this.#options.journal(fact);
    };
    const faulty = this.#chooses(injection);
    const connection = this.#count;
    const { type } = query.question;
    const transport = query.connection ? "tcp" : "udp";
    journal({ kind: "name-asked", trial_id, connection, type, transport, faulty });
    if (faulty && injection) {
      const asked = questionOf(query, number, now);
      this.#playing += 1;
      const network = this.#networkFor(injection);
      const stage = queryStage(query, asked, { record: now, signal: injection.signal, network });
      await play(injection.open(), stage, { trial_id, connection, journal });
      this.#playing -= 1;
    } else await query.reply(writeAnswer(query.question, now));
    this.#last_ms = performance.now();
    if (!started || this.#injection !== injection) return;
    this.#answered += 1;
    this.#wake();
  }

  #chooses(injection: Injection | undefined): boolean {
    if (!injection || this.#playing >= limits.dns_playing_max) return false;
    const conditional = Object.keys(injection.setup.when).length > 0;
    if (conditional && !this.#started) return false;
    return injection.choose({ at_ms: performance.now() });
  }

  #networkFor(injection: Injection): NetworkActs {
    const { network, server } = this.#options;
    const targets = server ? [{ server }] : [];
    return new NetworkActs({ network, targets, over: this.#over.happened, injection });
  }

  #number(type: string): number {
    this.#count += 1;
    const number = (this.#by_type.get(type) ?? 0) + 1;
    this.#by_type.set(type, number);
    return number;
  }

  #reset(): void {
    const { name, zone, record, fault } = this.#options;
    zone.set(name, record);
    this.#heal();
    this.#injection = fault ? new Injection(fault) : undefined;
    this.#count = 0;
    this.#answered = 0;
    this.#by_type.clear();
  }

  #heal(): void {
    this.#over.happen();
    this.#over = new Moment();
    this.#injection?.heal();
    void this.#injection?.undo();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function questionOf(
  { question, connection }: Query,
  number: number,
  now: NameRecord,
): NameQuestion {
  const { name, type, id, section } = question;
  const transport = connection ? "tcp" : "udp";
  return {
    name,
    type,
    transport,
    number,
    id,
    section,
    addresses: addressesFor(type, now.addresses),
  };
}
