import { matchTree } from "./match.ts";
import { parseRegex } from "./parse.ts";
import { samplesOf } from "./samples.ts";
import { RegexTrouble, type Tree } from "./tree.ts";

/** What an expression matched. */
export interface Captures {
  /** The whole match first. */
  numbered: (string | undefined)[];
  named: Record<string, string>;
}

/** A regular expression of a configuration, in PCRE's syntax. */
export interface Pattern {
  source: string;
  caseless: boolean;
  names: Record<string, number>;
  /** Undefined: it does not match; "unknown": it cannot be told. */
  match(text: string): Captures | undefined | "unknown";
  /** Texts that it matches, checked; groups in `wanted` hold this text. */
  samples(wanted?: Record<number, string>): string[];
  /** Why nothing is known of it. */
  trouble?: string;
}

export function compile(source: string, caseless: boolean): Pattern {
  try {
    return patternOf(source, parseRegex(source, caseless));
  } catch (error) {
    if (!(error instanceof RegexTrouble)) throw error;
    const trouble = error.message;
    const nothing = { match: () => "unknown" as const, samples: () => [] };
    return { source, caseless, names: {}, trouble, ...nothing };
  }
}

function patternOf(source: string, tree: Tree): Pattern {
  const match = (text: string): Captures | undefined | "unknown" => {
    const numbered = matchTree(tree, text);
    if (numbered === "gave up") return "unknown";
    if (numbered === undefined) return undefined;
    const named: Record<string, string> = {};
    for (const [name, index] of Object.entries(tree.names)) named[name] = numbered[index] ?? "";
    return { numbered, named };
  };
  const samples = (wanted: Record<number, string> = {}) =>
    samplesOf(tree, wanted).filter((text) => {
      const found = match(text);
      if (typeof found !== "object") return false;
      return Object.entries(wanted).every(([index, value]) => {
        return found.numbered[Number(index)] === value;
      });
    });
  return { source, caseless: tree.caseless, names: tree.names, match, samples };
}

/** `~pattern` and `~*pattern`, as in maps and server names. */
export function compileMarked(text: string): Pattern {
  return text.startsWith("~*") ? compile(text.slice(2), true) : compile(text.slice(1), false);
}
