import type { Call } from "./expression.ts";
import { canonical } from "./fetches.ts";
import type { Condition } from "./condition.ts";
import type { Step } from "./step.ts";
import type { Draft, Passage } from "./world.ts";

/** What is known while a request is looked for. */
export interface Search {
  passage: Passage;
  /** All rules on the way. */
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
  if (fetch !== "var" && fetch !== "req.hdr" && fetch !== "req.fhdr") return [];
  const kind = fetch === "var" ? "variable" : "header";
  const wanted = kind === "header" ? argument.toLowerCase() : argument;
  return steps
    .filter(({ action }) => {
      if (action.kind !== "set" || action.part.kind !== kind) return false;
      return action.part.name === wanted;
    })
    .reverse();
}

/** Drafts with which a rule is likely to apply. */
export function forced({ condition }: Step, draft: Draft, search: Search): Draft[] {
  if ("unreadable" in condition) return [];
  return search.makeHold(condition, true, draft, search);
}
