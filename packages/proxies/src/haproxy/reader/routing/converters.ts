import { messageOf } from "@gatecrash/core";
import { parseRegex } from "../regex/parse.ts";
import { search } from "../regex/match.ts";
import type { Call } from "./expression.ts";
import { loadMap } from "./maps.ts";
import { findPattern } from "./patterns.ts";
import { mapSample, number, single, text, truth, unknown, type Sample } from "./sample.ts";
import type { Passage } from "./world.ts";

type Converter = (sample: Sample, args: readonly string[], passage: Passage) => Sample;

/** A converter that changes each value by itself. */
function each(change: (value: string, args: readonly string[]) => string | undefined): Converter {
  return (sample, args) => mapSample(sample, (value) => change(value, args));
}

function numeric(change: (value: number, argument: number) => number): Converter {
  return (sample, [argument = "0"]) => {
    const changed = mapSample(sample, (value) => String(change(Number(value), Number(argument))));
    return "unknown" in changed ? changed : { ...changed, type: "number" };
  };
}

function logical(change: (value: boolean) => boolean): Converter {
  return (sample) =>
    "unknown" in sample ? sample : truth(change(Number(single(sample) ?? 0) !== 0));
}

const simple: Record<string, Converter> = {
  lower: each((value) => value.toLowerCase()),
  upper: each((value) => value.toUpperCase()),
  field: each((value, [index = "1", delimiters = ",", count = "1"]) =>
    fieldOf(value, Number(index), delimiters, Number(count)),
  ),
  word: each((value, [index = "1", delimiters = ",", count = "1"]) =>
    wordsOf(value, Number(index), delimiters, Number(count)),
  ),
  host_only: each((value) => value.replace(/:\d*$/, "")),
  port_only: each((value) => /:(\d+)$/.exec(value)?.[1] ?? "0"),
  url_dec: each((value) => decode(value)),
  ltrim: each((value, [characters = ""]) => trimStart(value, characters)),
  rtrim: each((value, [characters = ""]) => trimEnd(value, characters)),
  bytes: each((value, [offset = "0", length]) =>
    value.slice(Number(offset), length === undefined ? undefined : Number(offset) + Number(length)),
  ),
  length: (sample) => {
    const lengths = mapSample(sample, (value) => String(value.length));
    return "unknown" in lengths ? lengths : { ...lengths, type: "number" };
  },
  add: numeric((value, argument) => value + argument),
  sub: numeric((value, argument) => value - argument),
  mul: numeric((value, argument) => value * argument),
  mod: numeric((value, argument) => value % argument),
  bool: logical((value) => value),
  not: logical((value) => !value),
  iif: (sample, [yes = "", no = ""]) =>
    "unknown" in sample ? sample : text(Number(single(sample) ?? 0) !== 0 ? yes : no),
  concat: (sample, [before = "", name = "", after = ""], { variables }) => {
    const inner = name === "" ? undefined : variables.get(name);
    if (inner && "unknown" in inner) return inner;
    return mapSample(sample, (value) => value + before + ((inner && single(inner)) ?? "") + after);
  },
  strcmp: (sample, [name = ""], { variables }) => {
    const other = variables.get(name);
    if ("unknown" in sample) return sample;
    if (!other || "unknown" in other) return other ?? { values: [], type: "number" };
    return number(compare(single(sample) ?? "", single(other) ?? ""));
  },
  regsub: (sample, [pattern = "", replacement = "", flags = ""]) => {
    try {
      return mapSample(sample, (value) => substitute(value, pattern, replacement, flags));
    } catch (error) {
      return unknown(`regsub(${pattern}) cannot be followed: ${messageOf(error)}`);
    }
  },
};

/** The sample after a converter. */
export function convert(sample: Sample, { name, args }: Call, passage: Passage): Sample {
  if (/^map(_|$)/.test(name)) return viaMap(sample, name, args, passage);
  const converter = Object.hasOwn(simple, name) ? simple[name] : undefined;
  return converter?.(sample, args, passage) ?? unknown(`it depends on the converter ${name}`);
}

function viaMap(sample: Sample, name: string, args: readonly string[], passage: Passage): Sample {
  const [file = "", fallback] = args;
  if ("unknown" in sample) return sample;
  const patterns = loadMap(name, file, passage.world);
  if (!patterns) return unknown(`the map ${file} cannot be read`);
  const value = single(sample);
  if (value === undefined) return text(fallback);
  const found = findPattern(patterns, value, passage.world.work);
  return typeof found === "string" ? unknown(found) : text(found?.value ?? fallback);
}

/** Field `index` (from the end if negative) and the ones after it; absent if there is none. */
function fieldOf(
  value: string,
  index: number,
  delimiters: string,
  count: number,
): string | undefined {
  const pieces = pieceRanges(value, delimiters);
  return range(value, pieces, index, count);
}

/** As `field`, but delimiters in a row count as one. */
function wordsOf(
  value: string,
  index: number,
  delimiters: string,
  count: number,
): string | undefined {
  const pieces = pieceRanges(value, delimiters).filter(([from, to]) => to > from);
  return range(value, pieces, index, count);
}

function pieceRanges(value: string, delimiters: string): [from: number, to: number][] {
  const pieces: [number, number][] = [];
  let from = 0;
  for (let at = 0; at <= value.length; at += 1) {
    if (at < value.length && !delimiters.includes(value[at] ?? "")) continue;
    pieces.push([from, at]);
    from = at + 1;
  }
  return pieces;
}

function range(
  value: string,
  pieces: [from: number, to: number][],
  index: number,
  count: number,
): string | undefined {
  const ordered = index < 0 ? [...pieces].reverse() : pieces;
  const first = Math.abs(index) - 1;
  const wanted = ordered.slice(first, count === 0 ? undefined : first + count);
  if (wanted.length === 0) return undefined;
  const from = Math.min(...wanted.map(([start]) => start));
  return value.slice(from, Math.max(...wanted.map(([, end]) => end)));
}

function substitute(value: string, pattern: string, replacement: string, flags: string): string {
  const regex = parseRegex(pattern, flags.includes("i"));
  let rest = value;
  let out = "";
  while (rest !== "" || out === "") {
    const found = search(regex, rest);
    if (found === "too much work") throw new Error("it takes too long");
    const whole = found?.[0];
    if (!found || !whole) break;
    out += rest.slice(0, whole[0]) + fillCaptures(replacement, rest, found);
    rest = rest.slice(Math.max(whole[1], whole[0] + 1));
    if (!flags.includes("g")) break;
  }
  return out + rest;
}

/** A replacement with `\1` and the like filled in. */
export function fillCaptures(
  replacement: string,
  value: string,
  captures: readonly (readonly [from: number, to: number] | undefined)[],
): string {
  return replacement.replace(/\\(\d)/g, (_whole, digit: string) => {
    const range = captures[Number(digit)];
    return range ? value.slice(range[0], range[1]) : "";
  });
}

function decode(value: string): string {
  return value.replace(/%([0-9a-fA-F]{2})/g, (_whole, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

function trimStart(value: string, characters: string): string {
  let from = 0;
  while (from < value.length && characters.includes(value[from] ?? "")) from += 1;
  return value.slice(from);
}

function trimEnd(value: string, characters: string): string {
  let to = value.length;
  while (to > 0 && characters.includes(value[to - 1] ?? "")) to -= 1;
  return value.slice(0, to);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
