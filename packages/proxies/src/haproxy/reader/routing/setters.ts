import type { Call } from "./expression.ts";
import { canonical } from "./fetches.ts";
import type { Condition } from "./condition.ts";
import type { Part, Step } from "./step.ts";
import type { Draft, Passage } from "./world.ts";

/** What is known while a request is looked for. */
export interface Search {
  passage: Passage;
  /** All rules on the way, without those that choose a backend. */
  steps: readonly Step[];
  /** How many rules deep a value is followed back. */
  depth: number;
  /** Drafts with which a condition is likely to have the wanted value (see `makeHold`). */
  makeHold(condition: Condition, wanted: boolean, draft: Draft, search: Search): Draft[];
}

/** The rules that set what a fetch reads: the last one first, for it has the last word. */
export function settersOf({ name, args }: Call, { steps }: Search): Step[] {
  const fetch = canonical(name);
  const [argument = ""] = args;
  const sets = (part: Part): boolean => {
    if (part.kind === "variable") return fetch === "var" && part.name === argument;
    if (part.kind === "header") return isHeader.test(fetch) && part.name === argument.toLowerCase();
    if (part.kind === "method") return fetch === "method";
    return part.kind !== "source" && isPath.test(fetch);
  };
  return steps.filter(({ action }) => action.kind === "set" && sets(action.part)).reverse();
}

const isHeader = /^req\.f?hdr$/;
const isPath = /^(path|pathq|url|base|query|url_param)$/;

/** Drafts with which a rule is likely to apply. */
export function forced({ condition }: Step, draft: Draft, search: Search): Draft[] {
  if ("unreadable" in condition) return [];
  // As it is, too: what the rule asks for may have been different when it was asked.
  return [draft, ...search.makeHold(condition, true, draft, search)];
}
