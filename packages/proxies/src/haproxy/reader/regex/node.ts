/**
 * A regular expression as a tree. The reader has an engine of its own because a user's expression
 * must neither hang the audit nor be refused for what only PCRE knows, and because requests are
 * made of it.
 */
export type Node =
  | { kind: "character"; code: number }
  | { kind: "set"; set: CharacterSet }
  | { kind: "begin" }
  | { kind: "end" }
  | { kind: "boundary"; negated: boolean }
  | { kind: "group"; capture?: number; node: Node }
  | { kind: "look"; negated: boolean; node: Node }
  | { kind: "sequence"; nodes: Node[] }
  | { kind: "choice"; nodes: Node[] }
  | { kind: "repeat"; node: Node; least: number; most: number; lazy: boolean };

/** Characters by ranges of their codes. */
export interface CharacterSet {
  negated: boolean;
  ranges: readonly (readonly [from: number, to: number])[];
}

/** An expression that was read. */
export interface Regex {
  node: Node;
  insensitive: boolean;
  /** Number of capturing groups. */
  captures: number;
}

export function inSet({ negated, ranges }: CharacterSet, code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to) !== negated;
}

const digit = [[48, 57]] as const;
const wordRanges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
] as const;
const blankRanges = [
  [9, 13],
  [32, 32],
] as const;

/** `\d`, `\W` and the like; undefined for another letter. */
export function namedSet(letter: string): CharacterSet | undefined {
  const ranges = {
    d: digit,
    w: wordRanges,
    s: blankRanges,
    h: [
      [9, 9],
      [32, 32],
    ] as const,
  }[letter.toLowerCase()];
  return ranges && { ranges, negated: letter !== letter.toLowerCase() };
}

/** `[:alpha:]` and the like. */
export const classes: Readonly<Record<string, CharacterSet["ranges"]>> = {
  alpha: [
    [65, 90],
    [97, 122],
  ],
  digit,
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  upper: [[65, 90]],
  lower: [[97, 122]],
  space: blankRanges,
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
  word: wordRanges,
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
};
