import { fillCaptures } from "./converters.ts";
import { evaluate, fill } from "./evaluate.ts";
import { headerValues } from "./headers.ts";
import { parseRegex } from "../regex/parse.ts";
import { search } from "../regex/match.ts";
import { single, unknown, type Sample } from "./sample.ts";
import type { Action, Part, Value } from "./step.ts";
import type { Passage } from "./world.ts";

type Change = Extract<Action, { kind: "set" | "unset" | "replace" }>;

/** Applies a rule that changes the request or a variable. */
export function applyChange(change: Change, passage: Passage): void {
  const { part } = change;
  if (change.kind === "unset") unset(part, passage);
  else if (change.kind === "set") assign(part, valueOf(change.value, passage), passage);
  else {
    const replaced = replace(change, passage);
    if (replaced) assign(part, replaced, passage);
  }
}

/** The part can no longer be foreseen, for it cannot be foreseen whether a rule applies. */
export function spoil({ part }: Change, reason: string, passage: Passage): void {
  assign(part, unknown(reason), passage);
}

export function valueOf(value: Value, passage: Passage): Sample {
  return value.kind === "expression"
    ? evaluate(value.expression, passage)
    : fill(value.parts, passage);
}

function unset(part: Part, passage: Passage): void {
  passage.taken.clear();
  if (part.kind === "variable") passage.variables.delete(part.name);
  if (part.kind !== "header") return;
  const { [part.name]: _gone, ...headers } = passage.draft.headers;
  passage.draft = { ...passage.draft, headers };
}

function assign(part: Part, sample: Sample, passage: Passage): void {
  passage.taken.clear();
  if (part.kind === "variable") {
    // Without a value HAProxy leaves the variable as it was.
    if ("unknown" in sample || sample.values.length > 0) passage.variables.set(part.name, sample);
    return;
  }
  if ("unknown" in sample) {
    passage.spoilt.set(spoiltName(part), sample.unknown);
    return;
  }
  const value = single(sample);
  if (value === undefined) return;
  passage.spoilt.delete(spoiltName(part));
  passage.draft = { ...passage.draft, ...changed(part, value, passage) };
}

function spoiltName(part: Part): string {
  if (part.kind === "header") return `header ${part.name}`;
  if (part.kind === "source") return "src";
  return part.kind === "method" ? "method" : "path";
}

function changed(
  part: Exclude<Part, { kind: "variable" }>,
  value: string,
  { draft }: Passage,
): Partial<Passage["draft"]> {
  const query = draft.path.includes("?") ? draft.path.slice(draft.path.indexOf("?")) : "";
  const path = draft.path.slice(0, draft.path.length - query.length);
  switch (part.kind) {
    case "method":
      return { method: value };
    case "source":
      return { source: value };
    case "path":
      return { path: value + query };
    case "query":
      return { path: value === "" ? path : `${path}?${value}` };
    case "pathq":
      return { path: value };
    case "uri": {
      const found = /^[a-z]+:\/\/([^/:?]*)(?::\d+)?(.*)$/.exec(value);
      return found ? { host: found[1] ?? "", path: found[2] || "/" } : { path: value };
    }
    case "header":
      if (part.name === "host") return { host: value.replace(/:\d+$/, "") };
      return { headers: { ...draft.headers, [part.name]: value } };
  }
}

/** The part after `replace-…`; nothing where the expression does not match. */
function replace(change: Change & { kind: "replace" }, passage: Passage): Sample | undefined {
  const current = currentOf(change.part, passage);
  if (current === undefined) return undefined;
  const filled = valueOf(change.value, passage);
  if ("unknown" in filled) return filled;
  const values = change.each ? current.split(/,\s*/) : [current];
  const out: string[] = [];
  for (const value of values) {
    const found = matchOf(change.pattern, value);
    if (typeof found === "string") return unknown(found);
    out.push(found ? fillCaptures(single(filled) ?? "", value, found) : value);
  }
  return { values: [out.join(", ")], type: "text" };
}

function matchOf(pattern: string, value: string) {
  try {
    const found = search(parseRegex(pattern, false), value);
    return found === "too much work" ? `the expression ${pattern} takes too long` : found;
  } catch {
    return `the expression ${pattern} cannot be followed`;
  }
}

function currentOf(part: Part, passage: Passage): string | undefined {
  const { draft } = passage;
  if (part.kind === "header") return headerValues(passage, part.name)[0];
  if (part.kind === "path") return draft.path.split("?", 1)[0];
  return part.kind === "uri" || part.kind === "pathq" ? draft.path : undefined;
}
