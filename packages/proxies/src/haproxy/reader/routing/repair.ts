import { assign } from "./assign.ts";
import { candidatesFor } from "./candidates.ts";
import type { Condition, Term, Test } from "./condition.ts";
import { termHolds, testHolds } from "./evaluate.ts";
import { settersOf, type Search } from "./setters.ts";
import { slotOf } from "./slots.ts";
import type { Draft } from "./world.ts";

const optionsMax = 48;

/** Drafts with which a condition is likely to have the wanted value. */
export function makeHold(
  { negated, alternatives }: Condition,
  wanted: boolean,
  draft: Draft,
  search: Search,
): Draft[] {
  if (wanted !== negated)
    return limit(alternatives.flatMap((terms) => makeAll(terms, draft, search)));
  return inTurn(alternatives, draft, (terms, each) =>
    limit(terms.flatMap((term) => makeTerm(term, false, each, search))),
  );
}

function makeAll(terms: readonly Term[], draft: Draft, search: Search): Draft[] {
  const missing = terms.filter((term) => termHolds(term, search.passage) !== true);
  return inTurn(missing, draft, (term, each) => makeTerm(term, true, each, search));
}

function makeTerm(
  { negated, tests }: Term,
  wanted: boolean,
  draft: Draft,
  search: Search,
): Draft[] {
  if (wanted !== negated) return tests.flatMap((test) => satisfy(test, draft, search));
  const holding = tests.filter((test) => testHolds(test, search.passage) !== false);
  return inTurn(holding, draft, (test, each) => violate(test, each, search));
}

/** Every item in turn, each on top of the drafts of the one before. */
function inTurn<T>(items: readonly T[], draft: Draft, make: (item: T, each: Draft) => Draft[]) {
  let drafts = [draft];
  for (const item of items) drafts = limit(drafts.flatMap((each) => make(item, each)));
  return drafts;
}

function limit(drafts: Draft[]): Draft[] {
  return drafts.slice(0, optionsMax);
}

/** Drafts with which a test is likely to be true. */
function satisfy({ expression, patterns }: Test, draft: Draft, search: Search): Draft[] {
  const current = slotOf(expression.fetch)?.get(draft) ?? "";
  return limit(
    candidatesFor(patterns, current).flatMap((value) =>
      assign(expression, { draft, value }, search),
    ),
  );
}

/** Drafts with which a test is likely to be false. */
function violate({ expression }: Test, draft: Draft, search: Search): Draft[] {
  const others = slotOf(expression.fetch)?.others(draft) ?? [];
  if (search.depth <= 0) return others;
  const deeper = { ...search, depth: search.depth - 1 };
  const viaRules = settersOf(expression.fetch, search).flatMap(({ action, condition }) => {
    const unset = "unreadable" in condition ? [] : search.makeHold(condition, false, draft, deeper);
    if (action.kind !== "set" || action.value.kind !== "expression") return unset;
    const read = slotOf(action.value.expression.fetch)?.others(draft) ?? [];
    return [...read, ...unset];
  });
  return limit([...others, ...viaRules]);
}
