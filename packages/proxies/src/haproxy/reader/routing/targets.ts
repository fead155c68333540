import { convert } from "./converters.ts";
import type { Expression, FormatPart } from "./expression.ts";
import { loadMap } from "./maps.ts";
import { single, text, type Sample } from "./sample.ts";
import { settersOf, type Search } from "./setters.ts";
import type { Step } from "./step.ts";

const valuesMax = 20_000;

/** Where a front can lead: each backend by each rule, in order. */
export interface Target {
  backend: string;
  /** None: the default. */
  by?: Step;
  /** A guess: the name is computed of what clients send, and any backend may be meant. */
  guessed: boolean;
}

/** The backends that a rule `use_backend` can lead to. */
export function targetsOf(by: Step, search: Search, backends: readonly string[]): Target[] {
  if (by.action.kind !== "switch") return [];
  const names = possibleFormat(by.action.to, search);
  if (names) {
    const known = new Set(backends);
    return [...new Set(names)]
      .filter((name) => known.has(name))
      .map((backend) => ({ backend, by, guessed: false }));
  }
  const [first] = by.action.to;
  const prefix = first?.kind === "text" ? first.text : "";
  return backends
    .filter((name) => name.startsWith(prefix))
    .map((backend) => ({ backend, by, guessed: true }));
}

/** All texts that a format can give; undefined if a client can choose them freely. */
function possibleFormat(parts: readonly FormatPart[], search: Search): string[] | undefined {
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

function possible({ fetch, converters }: Expression, search: Search): string[] | undefined {
  const at = converters.findLastIndex(({ name }) => /^map(_|$)/.test(name) || name === "iif");
  const last = converters[at];
  const rest = converters.slice(at + 1);
  const values = last ? valuesOf(last.name, last.args, search) : possibleFetch(fetch, search);
  if (!values) return undefined;
  const after = values.slice(0, valuesMax).map((value) => {
    let sample: Sample = text(value);
    for (const call of rest) sample = convert(sample, call, search.passage);
    return single(sample);
  });
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
