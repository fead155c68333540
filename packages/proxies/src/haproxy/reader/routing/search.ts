import { assignValue } from "./assign.ts";
import { makeHold } from "./repair.ts";
import type { FormatPart } from "./expression.ts";
import { settersOf, type Search } from "./setters.ts";
import { slotOf } from "./slots.ts";
import type { Step } from "./step.ts";
import { walk, type Deviation, type Way } from "./walk.ts";
import { plainDraft, startPassage, type Draft } from "./world.ts";

const walksMax = 400;
/** Comparisons for one request: the rest of the configuration has to be read, too. */
const workMax = 2_000_000;
const depthMax = 4;
const directMax = 4;

interface Attempt {
  draft: Draft;
  deviation: Deviation;
  number: number;
}

/** A request that takes the way, or where the best attempt left it. */
export type Found = { draft: Draft } | { blocked: Deviation };

/**
 * Looks for a request that takes the way: it is sent, and where a rule turns it away it is changed
 * so that this rule does not; what came furthest is changed first.
 */
export function findRequest(way: Way): Found {
  const found = find(way);
  if (!("draft" in found)) return found;
  const usual = asUsual(found.draft);
  return usual !== found.draft && !walk(usual, way) ? { draft: usual } : found;
}

/** What goes together, whatever the rules ask for: gRPC with POST, an upgrade with its hop. */
function asUsual(draft: Draft): Draft {
  const { headers } = draft;
  if (headers["content-type"]?.startsWith("application/grpc")) return { ...draft, method: "POST" };
  if (headers["upgrade"] === undefined || headers["connection"] !== undefined) return draft;
  return { ...draft, headers: { ...headers, connection: "Upgrade" } };
}

function find(way: Way): Found {
  const meant = meantFor(way);
  // Most often one of these arrives, and then nothing has to be sent in vain.
  const direct = meant.slice(0, directMax).find((draft) => !walk(draft, way));
  if (direct) return { draft: direct };
  const tried = new Set<string>([JSON.stringify(plainDraft)]);
  const first = walk(plainDraft, way);
  if (!first) return { draft: plainDraft };
  const open: Attempt[] = [{ draft: plainDraft, deviation: first, number: 0 }];
  const reason = new Reason(first);
  const least = way.world.work.left - workMax;
  for (let next = open.pop(); next; next = open.pop()) {
    const seeds = next.number === 0 ? meant : [];
    for (const draft of [...seeds, ...repairs(next.deviation, next.draft, way)]) {
      const key = JSON.stringify(draft);
      if (tried.has(key)) continue;
      if (tried.size >= walksMax || way.world.work.left < Math.max(0, least))
        return { blocked: reason.deviation };
      tried.add(key);
      const deviation = walk(draft, way);
      if (!deviation) return { draft };
      reason.add(deviation, next.deviation);
      open.push({ draft, deviation, number: tried.size });
    }
    // The last one is taken next: it came furthest, and of those that came equally far it is the first.
    open.sort((a, b) => a.deviation.position - b.deviation.position || b.number - a.number);
  }
  return { blocked: reason.deviation };
}

/**
 * Drafts that meet the rule they are meant for, whatever comes before it: rules before may change
 * the request, so that this one is never asked.
 */
function meantFor(way: Way): Draft[] {
  const condition = way.by?.condition;
  if (!condition || "unreadable" in condition) return [];
  const passage = startPassage(plainDraft, way.entrance, way.world);
  return makeHold(condition, true, plainDraft, searchOf({ passage }, way));
}

/** What to tell of a search that found nothing. */
class Reason {
  #furthest: Deviation;
  #shadow: Deviation | undefined;

  constructor(first: Deviation) {
    this.#furthest = first;
  }

  add(next: Deviation, before: Deviation): void {
    if (next.position > this.#furthest.position) this.#furthest = next;
    // It met the rule's condition, and for that an earlier rule took it.
    const isShadowed = before.wanted !== "not-stopped" && next.wanted === "not-stopped";
    if (isShadowed && next.position >= (this.#shadow?.position ?? 0)) this.#shadow = next;
  }

  get deviation(): Deviation {
    const { wanted } = this.#furthest;
    return (wanted === "not-stopped" ? undefined : this.#shadow) ?? this.#furthest;
  }
}

function searchOf({ passage }: Pick<Deviation, "passage">, way: Way): Search {
  return { passage, steps: way.changes, depth: depthMax, makeHold };
}

function repairs(deviation: Deviation, draft: Draft, way: Way): Draft[] {
  const { step, wanted } = deviation;
  const { condition, action } = step;
  if ("unreadable" in condition) return [];
  const search = searchOf(deviation, way);
  const format = action.kind === "switch" ? action.to : [];
  const goal = { draft, value: way.backend };
  const meant =
    wanted === "not-stopped" ? [] : assignValue({ kind: "format", parts: format }, goal, search);
  if (wanted === "value") return meant;
  const repaired = [
    ...meant,
    ...makeHold(condition, wanted === "held", draft, search),
    ...(action.kind === "stop" ? allowedBefore(step, draft, search) : []),
  ];
  const other =
    wanted === "held" ? [] : format.flatMap((part) => readsOtherwise(part, draft, search));
  return [...repaired, ...other];
}

/** Drafts that an earlier rule of the same set lets pass, so that this one is not asked. */
function allowedBefore(stop: Step, draft: Draft, search: Search): Draft[] {
  const earlier = search.steps.slice(0, search.steps.indexOf(stop));
  return earlier.flatMap(({ action, set, condition }) =>
    action.kind === "skip" && set === stop.set && !("unreadable" in condition)
      ? makeHold(condition, true, draft, search)
      : [],
  );
}

/** Drafts with which a computed name is likely to be another one. */
function readsOtherwise(part: FormatPart, draft: Draft, search: Search): Draft[] {
  if (part.kind !== "expression") return [];
  const { fetch } = part.expression;
  const viaRules = settersOf(fetch, search).flatMap(({ action }) =>
    action.kind === "set" && action.value.kind === "expression"
      ? (slotOf(action.value.expression.fetch)?.others(draft) ?? [])
      : [],
  );
  return [...(slotOf(fetch)?.others(draft) ?? []), ...viaRules];
}
