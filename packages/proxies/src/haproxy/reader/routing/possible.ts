import { convert } from "./converters.ts";
import type { Call, Expression, FormatPart } from "./expression.ts";
import { loadMap } from "./maps.ts";
import { single, text, type Sample } from "./sample.ts";
import { settersOf, type Search } from "./setters.ts";
import type { Passage } from "./world.ts";

const valuesMax = 20_000;

/** True for a converter that looks a value up in a map. */
export function isMap({ name }: Call): boolean {
  return /^map(_|$)/.test(name);
}

/** A sample after several converters. */
export function through(converters: readonly Call[], sample: Sample, passage: Passage): Sample {
  return converters.reduce((before, call) => convert(before, call, passage), sample);
}

/** All texts that a format can give; undefined if a client can choose them freely. */
export function possibleFormat(parts: readonly FormatPart[], search: Search): string[] | undefined {
  let texts = [""];
  for (const part of parts) {
    const next = possiblePart(part, search);
    if (!next) return undefined;
    texts = texts.flatMap((before) => next.map((each) => before + each)).slice(0, valuesMax);
  }
  return texts;
}

function possiblePart(part: FormatPart, search: Search): string[] | undefined {
  if (part.kind === "text") return [part.text];
  return part.kind === "expression" ? possible(part.expression, search) : undefined;
}

/** All texts that an expression can give; undefined if a client can choose them freely. */
export function possible({ fetch, converters }: Expression, search: Search): string[] | undefined {
  const at = converters.findLastIndex((call) => isMap(call) || call.name === "iif");
  const last = converters[at];
  const rest = converters.slice(at + 1);
  const values = last ? valuesOf(last.name, last.args, search) : possibleFetch(fetch, search);
  if (!values) return undefined;
  const after = values
    .slice(0, valuesMax)
    .map((value) => single(through(rest, text(value), search.passage)));
  return after.filter((value) => value !== undefined);
}

function valuesOf(name: string, args: readonly string[], search: Search): string[] | undefined {
  const [first = "", second] = args;
  if (name === "iif") return [first, second ?? ""];
  const patterns = loadMap(name, first, search.passage.world);
  const found = (patterns?.list ?? []).map(({ value }) => value ?? "");
  return second === undefined ? found : [...found, second];
}

function possibleFetch(fetch: Expression["fetch"], search: Search): string[] | undefined {
  if (fetch.name === "str") return [fetch.args[0] ?? ""];
  if (search.depth <= 0) return undefined;
  const deeper = { ...search, depth: search.depth - 1 };
  const setters = settersOf(fetch, search);
  // A client can send a header itself, so its values are not only those that rules set.
  if (fetch.name !== "var" || setters.length === 0) return undefined;
  const values: string[] = fetch.args[1] === undefined ? [] : [fetch.args[1]];
  for (const { action } of setters) {
    if (action.kind !== "set") continue;
    const { value } = action;
    const found =
      value.kind === "expression"
        ? possible(value.expression, deeper)
        : possibleFormat(value.parts, deeper);
    if (!found) return undefined;
    values.push(...found);
  }
  return values;
}
