import type { Block } from "../model/block.ts";
import type { FrontModel, Server, Site } from "../model/site.ts";
import type { Captures, Pattern } from "../regex/pattern.ts";
import type { Part } from "../variables/template.ts";
import type { Rule } from "../variables/rules.ts";
import type { Value } from "../variables/value.ts";
import type { Trial } from "./trial.ts";

/** The whole reading may take so many steps of thought: a huge configuration must not hang. */
export class Work {
  left: number;
  constructor(steps: number) {
    this.left = steps;
  }
  readonly step = (): void => {
    this.left -= 1;
  };
}

/** A match whose captures are variables now. */
export interface Captured {
  pattern: Pattern;
  captures: Captures;
  /** What it was matched against. */
  subject: Part[];
}

/** A request on its way through the configuration; subrequests share most of it. */
export interface Run {
  readonly site: Site;
  readonly front: FrontModel;
  readonly server: Server;
  readonly trial: Trial;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly work: Work;
  /** Whose directives are in force now. */
  block: Block;
  uri: string;
  args: string;
  method: string;
  internal: boolean;
  /** Variables that were set, and what they were set from. */
  readonly set: Map<string, { value: Value; from: Part[] }>;
  readonly cached: Map<string, Value>;
  captured: Captured | undefined;
  readonly named: Map<string, Captured>;
  /** Turns that it took so far, to tell whether another request took the same. */
  readonly trace: string[];
  /** Requests that would go another way somewhere. */
  readonly others: Trial[];
  /** Reasons why the way cannot be told for sure. */
  readonly doubts: string[];
}

/** Of one request; a huge configuration would otherwise give rise to any number of them. */
const othersMax = 300;

/** Puts requests aside that would go another way. */
export function offer(run: Run, make: () => readonly Trial[]): void {
  if (run.others.length < othersMax && run.work.left > 0) run.others.push(...make());
}

/** Takes one of several possibilities, and has the others tried too. */
export function assume(run: Run, key: string, count: number, reason: string): number {
  const chosen = run.trial.assumed[key] ?? 0;
  for (let index = 0; index < count; index += 1) {
    if (index === chosen) continue;
    const assumed = { ...run.trial.assumed, [key]: index };
    offer(run, () => [{ ...run.trial, assumed }]);
  }
  if (!run.doubts.includes(reason)) run.doubts.push(reason);
  return chosen;
}

export function remember(run: Run, pattern: Pattern, captures: Captures, subject: Part[]): void {
  const captured = { pattern, captures, subject };
  run.captured = captured;
  for (const name of Object.keys(captures.named)) {
    run.named.set(name, captured);
    run.set.delete(name);
  }
}

export function setVariable(run: Run, name: string, value: Value, from: Part[]): void {
  run.named.delete(name);
  run.set.set(name, { value, from });
}
