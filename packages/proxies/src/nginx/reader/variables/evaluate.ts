import { addressIn, holdsAddress } from "../model/addresses.ts";
import { rankOf } from "../model/server-name.ts";
import { assume, offer, remember, type Run } from "../trial/run.ts";
import { builtin } from "./builtins.ts";
import { murmur } from "./murmur.ts";
import type { MapEntry, Rule } from "./rules.ts";
import { solveParts } from "./solve.ts";
import { parseTemplate, type Part } from "./template.ts";
import { isKnown, type Value } from "./value.ts";

const depthMax = 12;
/** Other requests that one map gives rise to. */
const entriesMax = 60;

/** The text that a template gives in this request. */
export function evaluate(run: Run, parts: readonly Part[], depth = 0): Value {
  let text = "";
  for (const part of parts) {
    const value = typeof part === "string" ? part : lookup(run, part.variable, depth);
    if (!isKnown(value)) return value;
    text += value;
  }
  return text;
}

export function lookup(run: Run, name: string, depth = 0): Value {
  run.work.step();
  if (depth > depthMax) return { unknown: `$${name} refers to itself` };
  if (/^[0-9]$/.test(name)) return run.captured?.captures.numbered[Number(name)] ?? "";
  const set = run.set.get(name);
  if (set !== undefined) return set.value;
  const captured = run.named.get(name);
  if (captured !== undefined) return captured.captures.named[name] ?? "";
  const cached = run.cached.get(name);
  if (cached !== undefined) return cached;
  const rule = run.rules.get(name);
  if (rule === undefined) return run.site.made.has(name) ? "" : builtin(run, name);
  const value = apply(run, name, rule, depth + 1);
  if (rule.kind !== "map" || !rule.volatile) run.cached.set(name, value);
  if (isKnown(value)) run.trace.push(`${name}=${value}`);
  return value;
}

function apply(run: Run, name: string, rule: Rule, depth: number): Value {
  if (rule.kind === "opaque") return { unknown: `$${name} is made by ${rule.by}` };
  const source = evaluate(run, rule.source, depth);
  if (rule.kind === "map") return applyMap(run, name, rule, source, depth);
  const values =
    rule.kind === "geo"
      ? [...rule.ranges.map(({ value }) => value), rule.otherwise]
      : rule.shares.map(({ value }) => value);
  if (!isKnown(source)) {
    const distinct = [...new Set(values)];
    return distinct[assume(run, name, distinct.length, source.unknown)] ?? "";
  }
  return rule.kind === "geo"
    ? applyGeo(run, rule, source, depth)
    : applySplit(run, rule, source, depth);
}

function applyMap(
  run: Run,
  name: string,
  rule: Extract<Rule, { kind: "map" }>,
  source: Value,
  depth: number,
): Value {
  if (!isKnown(source)) {
    const values = [...new Set([...rule.entries.map(({ value }) => value), rule.otherwise])];
    const chosen = values[assume(run, name, values.length, source.unknown)] ?? "";
    return evaluate(run, parseTemplate(chosen), depth);
  }
  const found = findEntry(run, rule, source);
  run.trace.push(`${name}=${found?.key ?? ""}`);
  for (const entry of rule.entries.slice(0, entriesMax)) {
    if (entry === found) continue;
    for (const key of keysOf(entry)) offer(run, () => solveParts(run, rule.source, key, depth));
  }
  if (found !== undefined) offer(run, () => solveParts(run, rule.source, "probe-other", depth));
  return evaluate(run, parseTemplate(found?.value ?? rule.otherwise), depth);
}

/** Texts that lead to a line of a map. */
export function keysOf(entry: MapEntry): string[] {
  if (entry.pattern !== undefined) return entry.pattern.samples().slice(0, 3);
  if (entry.name?.kind === "head") return [`probe${entry.name.tail}`];
  if (entry.name?.kind === "tail") return [`${entry.name.head}test`];
  return [entry.key];
}

function findEntry(
  run: Run,
  rule: Extract<Rule, { kind: "map" }>,
  source: string,
): MapEntry | undefined {
  const text = source.toLowerCase();
  const exact = rule.exact.get(text);
  if (exact !== undefined) return exact;
  let best: { entry: MapEntry; rank: number } | undefined;
  for (const entry of rule.entries) {
    const rank = entry.name === undefined ? undefined : rankOf(entry.name, text);
    if (rank !== undefined && (best === undefined || rank < best.rank)) best = { entry, rank };
  }
  if (best !== undefined) return best.entry;
  for (const entry of rule.entries) {
    run.work.step();
    const match = entry.pattern?.match(source);
    if (match === "unknown") run.doubts.push(`the expression ${entry.key} is not followed`);
    if (typeof match !== "object") continue;
    remember(run, entry.pattern!, match, rule.source);
    return entry;
  }
  return undefined;
}

function applyGeo(
  run: Run,
  rule: Extract<Rule, { kind: "geo" }>,
  source: string,
  depth: number,
): string {
  const found = rule.ranges.find(({ range }) => holdsAddress(range, source));
  for (const { range, value } of rule.ranges.slice(0, entriesMax)) {
    const address = addressIn(range);
    if (value === found?.value || address === undefined) continue;
    offer(run, () => solveParts(run, rule.source, address, depth));
  }
  return found?.value ?? rule.otherwise;
}

/** Texts that are tried to get into each share. */
const splitTries = 12;

function applySplit(
  run: Run,
  rule: Extract<Rule, { kind: "split" }>,
  source: string,
  depth: number,
): string {
  const hash = murmur(source);
  for (let index = 1; index <= splitTries; index += 1) {
    for (const part of rule.source) {
      if (typeof part === "string") continue;
      const text = part.variable.endsWith("_addr") ? `127.0.0.${index}` : `probe${index}`;
      offer(run, () => solveParts(run, [part], text, depth));
    }
  }
  return rule.shares.find(({ until }) => hash < until)?.value ?? "";
}
