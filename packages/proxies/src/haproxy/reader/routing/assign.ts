import { candidatesOf } from "./candidates.ts";
import { valueOf } from "./change.ts";
import type { Call, Expression } from "./expression.ts";
import { loadMap } from "./maps.ts";
import { single, text } from "./sample.ts";
import { isMap, possible, through } from "./possible.ts";
import { slotOf } from "./slots.ts";
import type { Value } from "./step.ts";
import type { Draft } from "./world.ts";
import { forced, settersOf, type Search } from "./setters.ts";

const optionsMax = 40;
const keysMax = 8;

/** A draft, and the value that an expression has to have with it. */
interface Goal {
  draft: Draft;
  value: string;
}

/**
 * Drafts with which an expression is likely to have the value: its converters are gone through
 * backwards, and rules that set a variable or header it reads are turned round, too.
 */
export function assign(expression: Expression, goal: Goal, search: Search): Draft[] {
  const [known, before] = startOf(expression, goal, search);
  let goals = known;
  for (const call of before.reverse())
    goals = goals.flatMap((each) => inverse(call, each, search)).slice(0, optionsMax);
  return goals.flatMap((each) => assignFetch(expression.fetch, each, search)).slice(0, optionsMax);
}

/**
 * Where to begin going backwards. What follows a map, or a variable with known values, is gone
 * through forwards instead: the values that give the wanted one are found, not guessed.
 */
function startOf(
  { fetch, converters }: Expression,
  goal: Goal,
  search: Search,
): [goals: Goal[], before: Call[]] {
  const at = converters.findLastIndex(isMap) + 1;
  const head = { fetch, converters: converters.slice(0, at), text: "" };
  const tail = converters.slice(at);
  const values = tail.length === 0 ? undefined : possible(head, search);
  if (!values) return [[goal], [...converters]];
  search.passage.world.work.left -= values.length;
  const fitting = new Set(
    values.filter((value) => single(through(tail, text(value), search.passage)) === goal.value),
  );
  return [
    [...fitting].slice(0, optionsMax).map((value) => ({ ...goal, value })),
    [...head.converters],
  ];
}

function assignFetch(fetch: Call, goal: Goal, search: Search): Draft[] {
  const slot = slotOf(fetch);
  const direct = slot?.set(goal.draft, goal.value) ?? [];
  if (search.depth <= 0) return direct;
  const deeper = { ...search, depth: search.depth - 1 };
  const viaRules = settersOf(fetch, search).flatMap((step) => {
    if (step.action.kind !== "set") return [];
    const { value } = step.action;
    const same = single(valueOf(value, search.passage)) === goal.value;
    const drafts = same ? [goal.draft] : assignValue(value, goal, deeper);
    return drafts.flatMap((draft) => forced(step, draft, deeper));
  });
  return [...direct, ...viaRules];
}

/** The same for a rule's value: a format must have one expression, with fixed text around it. */
export function assignValue(value: Value, goal: Goal, search: Search): Draft[] {
  if (value.kind === "expression") return assign(value.expression, goal, search);
  const at = value.parts.findIndex((part) => part.kind === "expression");
  const textOf = (parts: typeof value.parts) =>
    parts.map((part) => (part.kind === "text" ? part.text : "\0")).join("");
  const prefix = textOf(value.parts.slice(0, Math.max(0, at)));
  const suffix = textOf(value.parts.slice(at + 1));
  const part = value.parts[at];
  if (part?.kind !== "expression") return [];
  if (!goal.value.startsWith(prefix) || !goal.value.endsWith(suffix)) return [];
  const inner = goal.value.slice(prefix.length, goal.value.length - suffix.length);
  return assign(part.expression, { ...goal, value: inner }, search);
}

/** What has to go into a converter for the value to come out. */
function inverse({ name, args }: Call, { draft, value }: Goal, search: Search): Goal[] {
  const goals = (...values: string[]) => values.map((each) => ({ draft, value: each }));
  const [first = "", second = ","] = args;
  switch (name) {
    case "field":
    case "word":
      return goals(...piecesWith(Number(first), second[0] ?? ",", value));
    case "length":
      return goals("x".repeat(Math.min(4_000, Number(value) || 0)));
    case "ltrim":
      return goals(value, first.slice(0, 1) + value);
    case "rtrim":
      return goals(value, value + first.slice(0, 1));
    case "iif":
      return goals(...(value === first ? ["1"] : []), ...(value === second ? ["0"] : []));
    case "regsub":
      // Most often it takes something away from the beginning.
      return goals(`x${value}`, value);
    case "bool":
      return goals(value);
    case "not":
      return goals(value === "1" ? "0" : "1");
    case "concat":
      return beforeConcat(args, { draft, value }, search);
    default:
      return /^map(_|$)/.test(name)
        ? beforeMap(name, args, { draft, value }, search)
        : goals(value);
  }
}

/** Texts whose field `index` is the value. */
function piecesWith(index: number, divider: string, value: string): string[] {
  const filler = (count: number) => `x${divider}`.repeat(Math.max(0, count));
  if (index < 0) return [value, `x${divider}${value}`];
  if (index === 1) return [value, `${value}${divider}x`, `${divider}${value}`];
  return [filler(index - 1) + value, divider + filler(index - 2) + value];
}

function beforeMap(name: string, args: readonly string[], goal: Goal, search: Search): Goal[] {
  const [file = "", fallback] = args;
  const patterns = loadMap(name, file, search.passage.world);
  if (!patterns) return [];
  const keys: string[] = [];
  for (const pattern of patterns.list) {
    if (keys.length >= keysMax) break;
    if (pattern.value === goal.value) keys.push(pattern.text);
  }
  const found = keys.flatMap((key) => candidatesOf(patterns, key, "x"));
  const none = fallback === goal.value ? ["gatecrash.test", "/gatecrash"] : [];
  return [...found, ...none].map((value) => ({ draft: goal.draft, value }));
}

/** `concat(<before>,<variable>,<after>)`: the value is divided, where it can be. */
function beforeConcat(args: readonly string[], { draft, value }: Goal, search: Search): Goal[] {
  const [prefix = "", variable = "", suffix = ""] = args;
  if (!value.endsWith(suffix)) return [];
  const whole = value.slice(0, value.length - suffix.length);
  if (variable === "")
    return whole.endsWith(prefix)
      ? [{ draft, value: whole.slice(0, whole.length - prefix.length) }]
      : [];
  const fetch = { name: "var", args: [variable] };
  return dividers(whole, prefix).flatMap((at) =>
    assignFetch(fetch, { draft, value: whole.slice(at + prefix.length) }, search).map((each) => ({
      draft: each,
      value: whole.slice(0, at),
    })),
  );
}

/** Where the first part may end: at the text between, or at a slash, where a path begins. */
function dividers(whole: string, prefix: string): number[] {
  if (prefix !== "") {
    const at = whole.indexOf(prefix);
    return at < 0 ? [] : [at];
  }
  const slash = whole.indexOf("/");
  return slash < 0 ? [whole.length] : [slash, whole.length];
}
