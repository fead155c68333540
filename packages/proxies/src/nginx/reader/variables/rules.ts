import { everyDirective, type Directive } from "../syntax/directive.ts";
import { markedPattern, type Pattern } from "../regex/pattern.ts";
import { parseServerName, type ServerName } from "../model/server-name.ts";
import { parseTemplate, type Part } from "./template.ts";

/** One line of a map. */
export interface MapEntry {
  key: string;
  value: string;
  pattern?: Pattern;
  /** With `hostnames`: a name with a wildcard. */
  name?: ServerName;
}

/** How a variable of the `http` or `stream` block comes by its value. */
export type Rule =
  | {
      kind: "map";
      source: Part[];
      entries: MapEntry[];
      /** Without regular expressions and wildcards, in lower case. */
      exact: Map<string, MapEntry>;
      otherwise: string;
      volatile: boolean;
    }
  | { kind: "geo"; source: Part[]; ranges: { range: string; value: string }[]; otherwise: string }
  | { kind: "split"; source: Part[]; shares: { until: number; value: string }[] }
  | { kind: "opaque"; by: string };

const opaque = /^(js_set|perl_set|set_by_lua\w*|auth_request_set|js_var|keyval)$/;

/** The rules of variables that a block defines, by the name without `$`. */
export function readRules(body: readonly Directive[]): Map<string, Rule> {
  const rules = new Map<string, Rule>();
  for (const directive of body) {
    const { name, args } = directive;
    const last = args[args.length - 1]?.replace(/^\$/, "");
    if (last === undefined) continue;
    if (name === "map") rules.set(last, readMap(directive));
    else if (name === "geo") rules.set(last, readGeo(directive));
    else if (name === "split_clients") rules.set(last, readSplit(directive));
    else if (opaque.test(name))
      rules.set(args[0]!.replace(/^\$/, ""), { kind: "opaque", by: name });
  }
  return rules;
}

/** Variables that `set` or a named group makes: where nothing gave them a value they are empty. */
export function madeNames(body: readonly Directive[]): Set<string> {
  const names = new Set<string>();
  for (const { name, args } of everyDirective(body)) {
    if (name === "set") names.add((args[0] ?? "").replace(/^\$/, ""));
    for (const text of [name, ...args]) {
      if (!text.includes("(?")) continue;
      for (const [, group] of text.matchAll(/\(\?P?[<']([A-Za-z_]\w*)[>']/g)) names.add(group!);
    }
  }
  return names;
}

function readMap({ args, body = [] }: Directive): Rule {
  const entries: MapEntry[] = [];
  const exact = new Map<string, MapEntry>();
  const hostnames = body.some(({ name, args }) => name === "hostnames" && args.length === 0);
  let otherwise = "";
  for (const { name, args } of body) {
    if (args.length === 0) continue;
    const value = args[0]!;
    if (name === "default") {
      otherwise = value;
      continue;
    }
    const entry = entryOf(name, value, hostnames);
    entries.push(entry);
    const isExact = entry.pattern === undefined && entry.name === undefined;
    if (isExact && !exact.has(entry.key.toLowerCase())) exact.set(entry.key.toLowerCase(), entry);
  }
  const volatile = body.some(({ name, args }) => name === "volatile" && args.length === 0);
  const source = parseTemplate(args[0] ?? "");
  return { kind: "map", source, entries, exact, otherwise, volatile };
}

function entryOf(key: string, value: string, hostnames: boolean): MapEntry {
  if (key.startsWith("~")) return { key, value, pattern: markedPattern(key) };
  const name = hostnames ? parseServerName(key) : undefined;
  if (name !== undefined && name.kind !== "exact") return { key, value, name };
  // A backslash lets a key begin with a sign or be one of the words that mean something else.
  return { key: key.replace(/^\\/, ""), value };
}

function readGeo({ args, body = [] }: Directive): Rule {
  const ranges: { range: string; value: string }[] = [];
  let otherwise = "";
  for (const { name, args } of body) {
    if (name === "default") otherwise = args[0] ?? "";
    else if (/^[0-9a-f]/i.test(name) && args.length === 1 && name !== "delete") {
      ranges.push({ range: name, value: args[0]! });
    }
  }
  const source = parseTemplate(args.length > 1 ? args[0]! : "$remote_addr");
  // The narrowest network wins, wherever it stands.
  ranges.sort((a, b) => bitsOf(b.range) - bitsOf(a.range));
  return { kind: "geo", source, ranges, otherwise };
}

function bitsOf(range: string): number {
  return Number(range.split("/")[1] ?? 32);
}

function readSplit({ args, body = [] }: Directive): Rule {
  const shares: { until: number; value: string }[] = [];
  let sum = 0;
  for (const { name, args } of body) {
    const share = /^(\d+(?:\.\d+)?)%$/.exec(name);
    if (share === null && name !== "*") continue;
    sum += share === null ? 0 : Math.round(Number(share[1]) * 100);
    const until = share === null ? 2 ** 32 : Math.floor((sum * 0xffff_ffff) / 10_000);
    shares.push({ until, value: args[0] ?? "" });
  }
  return { kind: "split", source: parseTemplate(args[0] ?? ""), shares };
}
