import { RegexTrouble, type CharacterSet, type Node } from "./tree.ts";

type Ranges = [number, number][];

const digits: Ranges = [[48, 57]];
const letters: Ranges = [
  [65, 90],
  [97, 122],
];
const wordRanges: Ranges = [...digits, ...letters, [95, 95]];
const blanks: Ranges = [
  [9, 13],
  [32, 32],
];

const classes: Record<string, Ranges> = {
  d: digits,
  w: wordRanges,
  s: blanks,
  h: [
    [9, 9],
    [32, 32],
  ],
};

const posix: Record<string, Ranges> = {
  alpha: letters,
  digit: digits,
  alnum: [...digits, ...letters],
  word: wordRanges,
  space: blanks,
  lower: [[97, 122]],
  upper: [[65, 90]],
  xdigit: [...digits, [65, 70], [97, 102]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
};

const controls: Record<string, number> = { n: 10, r: 13, t: 9, f: 12, v: 11, e: 27, a: 7, "0": 0 };

/** What follows a backslash outside of a set. */
export function readEscape(
  source: string,
  at: number,
  names: Record<string, number>,
): { node: Node; next: number } {
  const letter = source[at];
  if (letter === undefined) throw new RegexTrouble("a backslash at the end");
  const next = at + 1;
  if (letter === "b") return { node: { kind: "edge", at: "word" }, next };
  if (letter === "B") return { node: { kind: "edge", at: "not-word" }, next };
  if (letter === "A") return { node: { kind: "edge", at: "start" }, next };
  if (letter === "z" || letter === "Z") return { node: { kind: "edge", at: "end" }, next };
  if (/[1-9]/.test(letter)) return { node: { kind: "back", index: Number(letter) }, next };
  const named = /^k(?:<(\w+)>|\{(\w+)\}|'(\w+)')/.exec(source.slice(at, at + 80));
  if (named !== null) {
    const index = names[named[1] ?? named[2] ?? named[3]!];
    if (index === undefined) throw new RegexTrouble("a reference to no group");
    return { node: { kind: "back", index }, next: at + named[0].length };
  }
  const { ranges, negated, next: after } = escapeInSet(source, at);
  return { node: { kind: "set", ranges, negated }, next: after };
}

function escapeInSet(
  source: string,
  at: number,
): { ranges: Ranges; negated: boolean; next: number } {
  const letter = source[at]!;
  const found = classes[letter.toLowerCase()];
  if (found !== undefined) {
    return { ranges: found, negated: letter !== letter.toLowerCase(), next: at + 1 };
  }
  const hexadecimal = /^x(?:\{([0-9a-fA-F]{1,4})\}|([0-9a-fA-F]{1,2}))/.exec(
    source.slice(at, at + 8),
  );
  if (hexadecimal !== null) {
    const code = parseInt((hexadecimal[1] ?? hexadecimal[2])!, 16);
    return { ranges: [[code, code]], negated: false, next: at + hexadecimal[0].length };
  }
  if (/[A-Za-z1-9]/.test(letter) && controls[letter] === undefined) {
    throw new RegexTrouble(`\\${letter} is not followed`);
  }
  const code = controls[letter] ?? letter.charCodeAt(0);
  return { ranges: [[code, code]], negated: false, next: at + 1 };
}

/** A set whose `[` was just read. */
export function readSet(source: string, from: number): { node: CharacterSet; next: number } {
  const ranges: Ranges = [];
  const negated = source[from] === "^";
  let at = negated ? from + 1 : from;
  const first = at;
  for (;;) {
    const character = source[at];
    if (character === undefined) throw new RegexTrouble(`"]" is missing`);
    if (character === "]" && at > first) break;
    const item = readItem(source, at);
    at = item.next;
    const isRange = source[at] === "-" && source[at + 1] !== "]" && item.single !== undefined;
    const last = isRange ? readItem(source, at + 1) : undefined;
    if (last?.single === undefined) {
      ranges.push(...item.ranges);
      continue;
    }
    if (last.single < item.single!) throw new RegexTrouble("a range out of order");
    ranges.push([item.single!, last.single]);
    at = last.next;
  }
  return { node: { kind: "set", ranges, negated }, next: at + 1 };
}

/** One character or class of a set; `single` if it can begin or end a range. */
function readItem(source: string, at: number): { ranges: Ranges; single?: number; next: number } {
  const posixClass = /^\[:(\w+):\]/.exec(source.slice(at, at + 12));
  if (posixClass !== null) {
    const found = posix[posixClass[1]!];
    if (found === undefined) throw new RegexTrouble(`${posixClass[0]} is not followed`);
    return { ranges: found, next: at + posixClass[0].length };
  }
  if (source[at] !== "\\") {
    const code = source.charCodeAt(at);
    return { ranges: [[code, code]], single: code, next: at + 1 };
  }
  if (source[at + 1] === undefined) throw new RegexTrouble("a backslash at the end");
  const { ranges, negated, next } = escapeInSet(source, at + 1);
  if (!negated) {
    const [low, high] = ranges[0]!;
    return ranges.length === 1 && low === high ? { ranges, single: low, next } : { ranges, next };
  }
  return { ranges: complement(ranges), next };
}

function complement(ranges: Ranges): Ranges {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result: Ranges = [];
  let from = 0;
  for (const [low, high] of sorted) {
    if (low > from) result.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  return [...result, [from, 0xff]];
}

/** True if the set holds the character, in either case if `caseless`. */
export function holds(set: CharacterSet, character: string, caseless: boolean): boolean {
  const forms = caseless
    ? [character, character.toLowerCase(), character.toUpperCase()]
    : [character];
  const found = forms.some((form) => {
    const code = form.charCodeAt(0);
    return set.ranges.some(([low, high]) => code >= low && code <= high);
  });
  return found !== set.negated;
}

/** True for a letter, a digit or `_`. */
export function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}
