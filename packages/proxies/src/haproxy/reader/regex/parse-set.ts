import { classes, namedSet, type CharacterSet } from "./node.ts";

type Range = readonly [from: number, to: number];

/** Reads `[…]` after its opening bracket. @throws Error if it is not closed */
export function readSet(text: string, from: number): { set: CharacterSet; end: number } {
  let at = from;
  const negated = text[at] === "^";
  if (negated) at += 1;
  const ranges: Range[] = [];
  const first = at;
  while (at < text.length) {
    if (text[at] === "]" && at > first) return { set: { negated, ranges }, end: at + 1 };
    const one = member(text, at);
    at = one.end;
    const isRange = one.code !== undefined && text[at] === "-" && (text[at + 1] ?? "]") !== "]";
    if (!isRange) {
      ranges.push(...one.ranges);
      continue;
    }
    const last = member(text, at + 1);
    at = last.end;
    if (last.code === undefined || one.code === undefined || last.code < one.code)
      throw new Error("a range of characters has no end");
    ranges.push([one.code, last.code]);
  }
  throw new Error("a bracket is not closed");
}

interface Member {
  ranges: readonly Range[];
  /** Absent for a class of characters. */
  code?: number;
  end: number;
}

function member(text: string, at: number): Member {
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(text.slice(at, at + 14));
  if (posix) {
    const ranges = classes[posix[2] ?? ""];
    if (!ranges) throw new Error(`it uses [:${posix[2]}:]`);
    return { ranges: posix[1] === "" ? ranges : outside(ranges), end: at + posix[0].length };
  }
  if (text[at] !== "\\") return single(text.charCodeAt(at), at + 1);
  const letter = text[at + 1] ?? "";
  const set = namedSet(letter);
  if (set) return { ranges: set.negated ? outside(set.ranges) : set.ranges, end: at + 2 };
  const control = { t: 9, n: 10, r: 13 }[letter];
  return single(control ?? text.charCodeAt(at + 1), at + 2);
}

function single(code: number, end: number): Member {
  return { ranges: [[code, code]], code, end };
}

function outside(ranges: readonly Range[]): Range[] {
  const found: Range[] = [];
  let from = 0;
  for (const [first, last] of ranges) {
    if (first > from) found.push([from, first - 1]);
    from = last + 1;
  }
  return [...found, [from, 0xffff]];
}
