import { convert } from "./converters.ts";
import type { Condition, Term, Test } from "./condition.ts";
import type { Expression, FormatPart } from "./expression.ts";
import { takeSample } from "./fetches.ts";
import { findPattern } from "./patterns.ts";
import { single, text, unknown, type Sample, type Truth } from "./sample.ts";
import type { Passage } from "./world.ts";

/** The value of an expression for a request. */
export function evaluate({ fetch, converters, text: key }: Expression, passage: Passage): Sample {
  const known = passage.taken.get(key);
  if (known) return known;
  let sample = takeSample(fetch.name, fetch.args, passage);
  for (const call of converters) sample = convert(sample, call, passage);
  passage.taken.set(key, sample);
  return sample;
}

/** A log-format string filled in. */
export function fill(parts: readonly FormatPart[], passage: Passage): Sample {
  let out = "";
  for (const part of parts) {
    if (part.kind === "text") out += part.text;
    else if (part.kind === "variable") return unknown(`it depends on %${part.name}`);
    else {
      const sample = evaluate(part.expression, passage);
      if ("unknown" in sample) return sample;
      out += single(sample) ?? "";
    }
  }
  return text(out);
}

/** Whether a condition holds; with `unless` turned round. */
export function holds({ negated, alternatives }: Condition, passage: Passage): Truth {
  const value = anyOf(alternatives, (terms) => allOf(terms, passage));
  return negated ? not(value) : value;
}

export function termHolds({ negated, tests }: Term, passage: Passage): Truth {
  const value = anyOf(tests, (test) => testHolds(test, passage));
  return negated ? not(value) : value;
}

export function allOf(terms: readonly Term[], passage: Passage): Truth {
  return not(anyOf(terms, (term) => not(termHolds(term, passage))));
}

export function testHolds({ expression, patterns }: Test, passage: Passage): Truth {
  const { world } = passage;
  world.work.left -= 1;
  const sample = evaluate(expression, passage);
  if ("unknown" in sample) return sample.unknown;
  if (patterns.method === "found") return sample.values.length > 0;
  const isTruth = patterns.method === "bool";
  return anyOf(sample.values, (value) => {
    if (isTruth) return Number(value) !== 0;
    const found = findPattern(patterns, value, world.work);
    return typeof found === "string" ? found : found !== undefined;
  });
}

function not(value: Truth): Truth {
  return typeof value === "string" ? value : !value;
}

/** True if it is for one; else unforeseeable if it is for one. */
function anyOf<T>(items: readonly T[], ask: (item: T) => Truth): Truth {
  let reason: string | undefined;
  for (const item of items) {
    const value = ask(item);
    if (value === true) return true;
    if (typeof value === "string") reason ??= value;
  }
  return reason ?? false;
}
