import type { Setting } from "@gatecrash/core";
import type { Line } from "../text/line.ts";
import { placeOf, word } from "../text/line.ts";

const units: Record<string, number> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time such as `5s`; a bare number is in milliseconds unless said otherwise. */
export function parseTime(text: string, bareUnit = "ms"): number | undefined {
  const found = /^(\d{1,12})(us|ms|s|m|h|d)?$/.exec(text);
  if (!found) return undefined;
  return Math.ceil(Number(found[1]) * (units[found[2] ?? bareUnit] ?? 1));
}

/** A number, with the suffixes `k`, `m` and `g` that sizes may have. */
export function parseSize(text: string): number | undefined {
  const found = /^(\d{1,12})([kmg])?$/i.exec(text);
  if (!found) return undefined;
  const factor = { k: 1_024, m: 1_048_576, g: 1_073_741_824 }[(found[2] ?? "").toLowerCase()] ?? 1;
  return Number(found[1]) * factor;
}

/** A setting that nothing sets. */
export function standard<T>(value: T, directive: string): Setting<T> {
  return { value, directive };
}

/** A setting with the line that sets it. */
export function set<T>(value: T, directive: string, line: Line): Setting<T> {
  return { value, directive, at: placeOf(line) };
}

/** `directive <value>` read with a function, or the default where it is absent or not readable. */
export function valueOf<T>(
  line: Line | undefined,
  at: number,
  directive: string,
  parse: (text: string) => T | undefined,
  fallback: T,
): Setting<T> {
  const value = line && parse(word(line, at));
  return line && value !== undefined ? set(value, directive, line) : standard(fallback, directive);
}

/** A whole number in decimal. */
export function parseNumber(text: string): number | undefined {
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
