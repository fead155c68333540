import { matchTree } from "./match.ts";
import { parseRegex } from "./parse.ts";
import { literalStart } from "./prefix.ts";
import { samplesOf } from "./samples.ts";
import { RegexTrouble, type Tree } from "./tree.ts";

/** What an expression matched. */
export interface Captures {
  /** The whole match first. */
  numbered: (string | undefined)[];
  named: Record<string, string>;
}

/** A regular expression of a configuration, in PCRE's syntax; parsed when it is first needed. */
export class Pattern {
  readonly #source: string;
  readonly #caseless: boolean;
  #tree: Tree | RegexTrouble | undefined;
  #start = "";
  #samples: string[] | undefined;

  constructor(source: string, caseless: boolean) {
    this.#source = source;
    this.#caseless = caseless;
  }

  /** Numbers of the groups that have names. */
  get names(): Record<string, number> {
    const tree = this.#parsed();
    return tree instanceof RegexTrouble ? {} : tree.names;
  }

  /** Undefined: it does not match; "unknown": it uses what is not followed, or takes too long. */
  match(text: string): Captures | undefined | "unknown" {
    const tree = this.#parsed();
    if (tree instanceof RegexTrouble) return "unknown";
    if (!text.startsWith(this.#start)) return undefined;
    const numbered = matchTree(tree, text);
    if (numbered === "gave up") return "unknown";
    if (numbered === undefined) return undefined;
    const named: Record<string, string> = {};
    for (const [name, index] of Object.entries(tree.names)) named[name] = numbered[index] ?? "";
    return { numbered, named };
  }

  /** Texts that it matches, checked, the plainest first. */
  samples(): readonly string[] {
    this.#samples ??= this.samplesWith({});
    return this.#samples;
  }

  /** The same with groups that hold the texts in `wanted`. */
  samplesWith(wanted: Record<number, string>): string[] {
    const tree = this.#parsed();
    if (tree instanceof RegexTrouble) return [];
    return samplesOf(tree, wanted).filter((text) => {
      const found = this.match(text);
      if (typeof found !== "object") return false;
      return Object.entries(wanted).every(([index, value]) => {
        return found.numbered[Number(index)] === value;
      });
    });
  }

  #parsed(): Tree | RegexTrouble {
    if (this.#tree !== undefined) return this.#tree;
    try {
      this.#tree = parseRegex(this.#source, this.#caseless);
      // Thousands of locations differ in how they begin: most are told apart by that alone.
      this.#start = literalStart(this.#tree);
    } catch (error) {
      if (!(error instanceof RegexTrouble)) throw error;
      this.#tree = error;
    }
    return this.#tree;
  }
}

/** `~pattern` and `~*pattern`, as in maps and server names. */
export function markedPattern(text: string): Pattern {
  return text.startsWith("~*")
    ? new Pattern(text.slice(2), true)
    : new Pattern(text.slice(1), false);
}

const memory = new WeakMap<object, Map<string, Pattern>>();

/** The expression of a directive that is looked at again and again. */
export function patternOf(owner: object, source: string, caseless = false): Pattern {
  const patterns = memory.get(owner) ?? new Map<string, Pattern>();
  memory.set(owner, patterns);
  const key = `${caseless} ${source}`;
  const pattern = patterns.get(key) ?? new Pattern(source, caseless);
  patterns.set(key, pattern);
  return pattern;
}
