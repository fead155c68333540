import { parseRegex } from "../regex/parse.ts";
import { search } from "../regex/match.ts";
import type { Regex } from "../regex/node.ts";
import { messageOf } from "@gatecrash/core";
import type { Truth } from "./sample.ts";

/** How a value is held against a pattern. */
export type Method =
  | "found"
  | "bool"
  | "int"
  | "ip"
  | "len"
  | "str"
  | "sub"
  | "reg"
  | "beg"
  | "end"
  | "dir"
  | "dom"
  | "bin";

export const methods: ReadonlySet<string> = new Set<Method>([
  "found",
  "bool",
  "int",
  "ip",
  "len",
  "str",
  "sub",
  "reg",
  "beg",
  "end",
  "dir",
  "dom",
  "bin",
]);

/** One pattern, with what a map gives for it. */
export interface Pattern {
  text: string;
  value?: string;
}

/** Patterns that a value is held against, in order. */
export interface Patterns {
  method: Method;
  insensitive: boolean;
  list: readonly Pattern[];
  /** For `str`: the list by its texts, for there may be very many. */
  exact: Map<string, Pattern>;
  regexes: Map<string, Regex | string>;
}

export function makePatterns(
  method: Method,
  insensitive: boolean,
  list: readonly Pattern[],
): Patterns {
  const exact = new Map<string, Pattern>();
  for (const pattern of method === "str" ? list : []) {
    const key = insensitive ? pattern.text.toLowerCase() : pattern.text;
    if (!exact.has(key)) exact.set(key, pattern);
  }
  return { method, insensitive, list, exact, regexes: new Map() };
}

/** The pattern that a value matches, none, or why that cannot be said. */
export function findPattern(
  patterns: Patterns,
  value: string,
  work: { left: number },
): Pattern | undefined | string {
  const { method, insensitive, list, exact } = patterns;
  if (method === "str") {
    work.left -= 1;
    return exact.get(insensitive ? value.toLowerCase() : value);
  }
  // HAProxy holds prefixes and networks in trees, which give the longest; no tree ignores case.
  const longest = method === "ip" || (method === "beg" && !insensitive);
  let best: Pattern | undefined;
  for (const pattern of list) {
    work.left -= 1;
    if (longest && best && pattern.text.length <= best.text.length) continue;
    const found = holds(patterns, pattern.text, value);
    if (typeof found === "string") return found;
    if (!found) continue;
    if (!longest) return pattern;
    best = pattern;
  }
  return best;
}

function holds(patterns: Patterns, pattern: string, value: string): Truth {
  const { method, insensitive } = patterns;
  if (method === "reg") return matchesRegex(patterns, pattern, value);
  if (method === "int") return inRange(pattern, Number(value));
  if (method === "len") return inRange(pattern, value.length);
  if (method === "ip") return inNetwork(value, pattern);
  const [a, b] = insensitive ? [value.toLowerCase(), pattern.toLowerCase()] : [value, pattern];
  switch (method) {
    case "beg":
      return a.startsWith(b);
    case "end":
      return a.endsWith(b);
    case "sub":
      return a.includes(b);
    case "dir":
      return hasWord(a, b, "/?");
    case "dom":
      return hasWord(a, b, "/?.:");
    case "bin":
      return hexOf(a) === b.toLowerCase();
    case "str":
      return a === b;
    case "bool":
    case "found":
      return true;
  }
}

/** The expression of a `reg` pattern, or why it cannot be read. */
export function regexOf(patterns: Patterns, pattern: string): Regex | string {
  const known = patterns.regexes.get(pattern);
  if (known !== undefined) return known;
  let read: Regex | string;
  try {
    read = parseRegex(pattern, patterns.insensitive);
  } catch (error) {
    read = `the expression ${pattern} cannot be followed: ${messageOf(error)}`;
  }
  patterns.regexes.set(pattern, read);
  return read;
}

function matchesRegex(patterns: Patterns, pattern: string, value: string): Truth {
  const regex = regexOf(patterns, pattern);
  if (typeof regex === "string") return regex;
  const found = search(regex, value);
  return found === "too much work"
    ? `the expression ${pattern} takes too long`
    : found !== undefined;
}

/** `80`, `1:10`, `:10` or `10:`. */
function inRange(pattern: string, value: number): boolean {
  const found = /^(-?\d*)([:-])?(-?\d*)$/.exec(pattern);
  if (!found || !Number.isFinite(value)) return false;
  const [, from = "", colon, to = ""] = found;
  if (colon === undefined) return value === Number(from);
  return (from === "" || value >= Number(from)) && (to === "" || value <= Number(to));
}

/** Whole words between delimiters; delimiters around the pattern do not count. */
function hasWord(value: string, pattern: string, delimiters: string): boolean {
  let from = 0;
  let to = pattern.length;
  while (from < to && delimiters.includes(pattern[from] ?? "")) from += 1;
  while (to > from && delimiters.includes(pattern[to - 1] ?? "")) to -= 1;
  const word = pattern.slice(from, to);
  const isEdge = (at: number) => {
    const character = value[at];
    return character === undefined || delimiters.includes(character);
  };
  for (let at = value.indexOf(word); at >= 0; at = value.indexOf(word, at + 1)) {
    if (isEdge(at - 1) && isEdge(at + word.length) && !(word === "" && !isEdge(at))) return true;
    if (word === "") return false;
  }
  return false;
}

/** True if an address lies in a network; IPv6 networks only match their own text. */
function inNetwork(address: string, network: string): boolean {
  const [base = "", bits = "32"] = network.split("/");
  const [a, b] = [toNumber(address), toNumber(base)];
  if (a === undefined || b === undefined) return address.toLowerCase() === base.toLowerCase();
  const width = bits.includes(".") ? maskBits(bits) : Number(bits);
  const size = 2 ** (32 - width);
  return Math.floor(a / size) === Math.floor(b / size);
}

function maskBits(mask: string): number {
  const value = toNumber(mask) ?? 0;
  return 32 - Math.round(Math.log2(2 ** 32 - value));
}

function toNumber(address: string): number | undefined {
  const parts = address.split(".").map(Number);
  const valid = parts.length === 4 && parts.every((part) => part >= 0 && part <= 255);
  return valid ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}

function hexOf(text: string): string {
  return [...text].map((each) => each.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
