/** A set of characters, as ranges of their codes. */
export interface CharacterSet {
  kind: "set";
  ranges: [number, number][];
  negated: boolean;
}

/** What PCRE's syntax says, as far as configurations use it. */
export type Node =
  | CharacterSet
  | { kind: "sequence"; items: Node[] }
  | { kind: "choice"; items: Node[] }
  | { kind: "repeat"; item: Node; min: number; max: number; greedy: boolean; possessive: boolean }
  | { kind: "group"; item: Node; index?: number; atomic?: boolean }
  | { kind: "look"; item: Node; behind: boolean; negated: boolean }
  | { kind: "edge"; at: "start" | "end" | "word" | "not-word" }
  | { kind: "back"; index: number };

export interface Tree {
  root: Node;
  groups: number;
  names: Record<string, number>;
  caseless: boolean;
}

/** The expression uses what this reader does not follow. */
export class RegexTrouble extends Error {}
