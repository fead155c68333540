import { inSet, type Node, type Regex } from "./node.ts";

/** Where the match begins and ends, and what each group took; the first is the whole. */
export type Captures = (readonly [from: number, to: number] | undefined)[];

/** Steps after which a search is given up: enough for any honest expression on a short text. */
const stepsMax = 100_000;
const charactersMax = 4_096;

/**
 * The first match in the text, none (`undefined`), or `"too much work"` where backtracking explodes.
 */
export function search(regex: Regex, text: string): Captures | undefined | "too much work" {
  if (text.length > charactersMax) return "too much work";
  const run = new Run(regex, text);
  try {
    for (let from = 0; from <= text.length; from += 1) {
      const found = run.from(from);
      if (found) return found;
      if (startsAtBegin(regex.node)) break;
    }
    return undefined;
  } catch (error) {
    // Also where the stack ends before the steps do.
    if (error instanceof TooMuchWork || error instanceof RangeError) return "too much work";
    throw error;
  }
}

function startsAtBegin(node: Node): boolean {
  if (node.kind === "begin") return true;
  const first = node.kind === "sequence" ? node.nodes[0] : undefined;
  return first !== undefined && startsAtBegin(first);
}

class TooMuchWork extends Error {}

type Next = (at: number) => boolean;

class Run {
  readonly #regex: Regex;
  readonly #text: string;
  #captures: Captures = [];
  #steps = 0;

  constructor(regex: Regex, text: string) {
    this.#regex = regex;
    this.#text = text;
  }

  from(start: number): Captures | undefined {
    this.#captures = Array.from({ length: this.#regex.captures + 1 }, () => undefined);
    const found = this.#match(this.#regex.node, start, (end) => {
      this.#captures[0] = [start, end];
      return true;
    });
    return found ? this.#captures : undefined;
  }

  #match(node: Node, at: number, next: Next): boolean {
    this.#steps += 1;
    if (this.#steps > stepsMax) throw new TooMuchWork();
    switch (node.kind) {
      case "character":
      case "set":
        return at < this.#text.length && this.#accepts(node, at) && next(at + 1);
      case "begin":
        return at === 0 && next(at);
      case "end":
        return at === this.#text.length && next(at);
      case "boundary":
        return (this.#isWord(at - 1) !== this.#isWord(at)) !== node.negated && next(at);
      case "look":
        return this.#match(node.node, at, () => true) !== node.negated && next(at);
      case "group":
        return this.#group(node, at, next);
      case "choice":
        return node.nodes.some((each) => this.#match(each, at, next));
      case "sequence":
        return this.#sequence(node.nodes, 0, at, next);
      case "repeat":
        return this.#repeat(node, 0, at, next);
    }
  }

  #sequence(nodes: Node[], index: number, at: number, next: Next): boolean {
    const node = nodes[index];
    if (!node) return next(at);
    return this.#match(node, at, (end) => this.#sequence(nodes, index + 1, end, next));
  }

  #group(node: Node & { kind: "group" }, at: number, next: Next): boolean {
    const { capture } = node;
    if (capture === undefined) return this.#match(node.node, at, next);
    const before = this.#captures[capture];
    const found = this.#match(node.node, at, (end) => {
      const inner = this.#captures[capture];
      this.#captures[capture] = [at, end];
      if (next(end)) return true;
      this.#captures[capture] = inner;
      return false;
    });
    if (!found) this.#captures[capture] = before;
    return found;
  }

  #repeat(node: Node & { kind: "repeat" }, count: number, at: number, next: Next): boolean {
    const more = () =>
      count < node.most &&
      this.#match(node.node, at, (end) =>
        // An empty turn would repeat for ever.
        end === at && count >= node.least ? false : this.#repeat(node, count + 1, end, next),
      );
    if (count < node.least) return more();
    return node.lazy ? next(at) || more() : more() || next(at);
  }

  #accepts(node: Node & { kind: "character" | "set" }, at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (takes(node, code)) return true;
    return this.#regex.insensitive && otherCases(code).some((each) => takes(node, each));
  }

  #isWord(at: number): boolean {
    return /\w/.test(this.#text[at] ?? "");
  }
}

function takes(node: Node & { kind: "character" | "set" }, code: number): boolean {
  return node.kind === "character" ? node.code === code : inSet(node.set, code);
}

function otherCases(code: number): number[] {
  if (code >= 65 && code <= 90) return [code + 32];
  return code >= 97 && code <= 122 ? [code - 32] : [];
}
