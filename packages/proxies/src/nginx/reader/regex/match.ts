import { holds, isWordCharacter } from "./characters.ts";
import type { Node, Tree } from "./tree.ts";

/**
 * A user's expression may take exponential time; a reader must not hang on it. PCRE has a limit of
 * the same kind.
 */
const stepsMax = 50_000;

/** Position after a match of the rest, or -1. */
type Rest = (at: number) => number;

/**
 * The captures of the first match, the whole match first; undefined if there is none, "gave up"
 * if it would take too long to tell.
 */
export function matchTree(
  tree: Tree,
  text: string,
): (string | undefined)[] | undefined | "gave up" {
  const matcher = new Matcher(tree, text);
  try {
    for (let start = 0; start <= text.length; start += 1) {
      const found = matcher.from(start);
      if (found !== undefined) return found;
    }
    return undefined;
  } catch (error) {
    if (error instanceof GaveUp || error instanceof RangeError) return "gave up";
    throw error;
  }
}

class GaveUp extends Error {}

class Matcher {
  readonly #tree: Tree;
  readonly #text: string;
  readonly #captures = new Map<number, [number, number]>();
  #steps = 0;

  constructor(tree: Tree, text: string) {
    this.#tree = tree;
    this.#text = text;
  }

  from(start: number): (string | undefined)[] | undefined {
    this.#captures.clear();
    const end = this.#walk(this.#tree.root, start, (at) => at);
    if (end === -1) return undefined;
    const captures: (string | undefined)[] = [this.#text.slice(start, end)];
    for (let index = 1; index <= this.#tree.groups; index += 1) {
      const found = this.#captures.get(index);
      captures.push(found === undefined ? undefined : this.#text.slice(...found));
    }
    return captures;
  }

  #walk(node: Node, at: number, rest: Rest): number {
    this.#steps += 1;
    if (this.#steps > stepsMax) throw new GaveUp();
    switch (node.kind) {
      case "set": {
        const character = this.#text[at];
        if (character === undefined || !holds(node, character, this.#tree.caseless)) return -1;
        return rest(at + 1);
      }
      case "sequence":
        return this.#sequence(node.items, 0, at, rest);
      case "choice": {
        for (const item of node.items) {
          const end = this.#walk(item, at, rest);
          if (end !== -1) return end;
        }
        return -1;
      }
      case "repeat":
        return this.#repeat(node, at, rest);
      case "group":
        return this.#group(node, at, rest);
      case "look":
        return this.#look(node, at) === node.negated ? -1 : rest(at);
      case "edge":
        return this.#isEdge(node.at, at) ? rest(at) : -1;
      case "back":
        return this.#back(node.index, at, rest);
    }
  }

  #sequence(items: Node[], index: number, at: number, rest: Rest): number {
    const item = items[index];
    if (item === undefined) return rest(at);
    return this.#walk(item, at, (next) => this.#sequence(items, index + 1, next, rest));
  }

  #repeat(node: Extract<Node, { kind: "repeat" }>, at: number, rest: Rest): number {
    if (!node.possessive) return this.#times(node, 0, at, rest);
    const end = this.#times(node, 0, at, (next) => next);
    return end === -1 ? -1 : rest(end);
  }

  #times(node: Extract<Node, { kind: "repeat" }>, count: number, at: number, rest: Rest): number {
    const more = (): number => {
      if (count >= node.max) return -1;
      return this.#walk(node.item, at, (next) =>
        // A round that takes nothing would go on for ever.
        next === at && count >= node.min ? -1 : this.#times(node, count + 1, next, rest),
      );
    };
    if (count < node.min) return more();
    const [first, second] = node.greedy ? [more, () => rest(at)] : [() => rest(at), more];
    const end = first();
    return end === -1 ? second() : end;
  }

  #group(node: Extract<Node, { kind: "group" }>, at: number, rest: Rest): number {
    if (node.atomic === true) {
      const end = this.#walk(node.item, at, (next) => next);
      return end === -1 ? -1 : rest(end);
    }
    const { index } = node;
    if (index === undefined) return this.#walk(node.item, at, rest);
    const before = this.#captures.get(index);
    return this.#walk(node.item, at, (next) => {
      const inner = this.#captures.get(index);
      this.#captures.set(index, [at, next]);
      const end = rest(next);
      if (end === -1) this.#restore(index, inner ?? before);
      return end;
    });
  }

  #restore(index: number, value: [number, number] | undefined): void {
    if (value === undefined) this.#captures.delete(index);
    else this.#captures.set(index, value);
  }

  #look(node: Extract<Node, { kind: "look" }>, at: number): boolean {
    if (!node.behind) return this.#walk(node.item, at, (next) => next) !== -1;
    for (let start = at; start >= 0; start -= 1) {
      if (this.#walk(node.item, start, (next) => (next === at ? next : -1)) !== -1) return true;
    }
    return false;
  }

  #isEdge(edge: "start" | "end" | "word" | "not-word", at: number): boolean {
    const length = this.#text.length;
    if (edge === "start") return at === 0;
    if (edge === "end") return at === length || (at === length - 1 && this.#text[at] === "\n");
    const isWord = isWordCharacter(this.#text[at - 1]) !== isWordCharacter(this.#text[at]);
    return isWord === (edge === "word");
  }

  #back(index: number, at: number, rest: Rest): number {
    const captured = this.#captures.get(index);
    if (captured === undefined) return -1;
    const text = this.#text.slice(...captured);
    return this.#text.startsWith(text, at) ? rest(at + text.length) : -1;
  }
}
