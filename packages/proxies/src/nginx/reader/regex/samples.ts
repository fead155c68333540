import { holds } from "./characters.ts";
import type { Node, Tree } from "./tree.ts";

/** What free places are filled with; several, because a lookahead may forbid one of them. */
const fillings = ["probe", "x7", "zz", "q-1", "42"];

const perNode = 24;
const lengthMax = 400;

/** Texts that the expression most likely matches, the plainest first; the caller checks them. */
export function samplesOf(tree: Tree, wanted: Record<number, string> = {}): string[] {
  const found = new Set<string>();
  for (const filling of fillings) {
    for (const text of new Sampler(filling, wanted).of(tree.root)) found.add(text);
  }
  return [...found];
}

class Sampler {
  readonly #filling: string;
  readonly #wanted: Record<number, string>;
  readonly #captured: Record<number, string> = {};

  constructor(filling: string, wanted: Record<number, string>) {
    this.#filling = filling;
    this.#wanted = wanted;
  }

  of(node: Node): string[] {
    switch (node.kind) {
      case "set":
        return [this.#character(node, 0)];
      case "sequence":
        return this.#sequence(node.items);
      case "choice":
        return node.items.flatMap((item) => this.of(item).slice(0, 4)).slice(0, perNode * 4);
      case "repeat":
        return this.#repeat(node);
      case "group":
        return this.#group(node);
      case "back":
        return [this.#captured[node.index] ?? ""];
      case "look":
        return node.behind || node.negated ? [""] : this.#ahead(node.item);
      case "edge":
        return [""];
    }
  }

  /** What follows has to be this; with `.*` after it, which most often is so, it may stand here. */
  #ahead(item: Node): string[] {
    return ["", ...this.of(item).slice(0, 2)];
  }

  #character(set: Extract<Node, { kind: "set" }>, index: number): string {
    const preferred = this.#filling[index % this.#filling.length]!;
    for (const each of [preferred, ...this.#filling, ..."aA1-_./: "]) {
      if (holds(set, each, false)) return each;
    }
    const first = set.ranges[0];
    return first === undefined || set.negated ? "~" : String.fromCharCode(first[0]);
  }

  /** The plainest of all places, then each place's others in turn: not every combination. */
  #sequence(items: Node[]): string[] {
    const parts = items.map((item) => this.of(item));
    const plain = parts.map((part) => part[0] ?? "");
    const texts = [plain.join("")];
    parts.forEach((part, index) => {
      for (const other of part.slice(1)) {
        texts.push([...plain.slice(0, index), other, ...plain.slice(index + 1)].join(""));
      }
    });
    return texts.slice(0, perNode * 4).map((text) => text.slice(0, lengthMax));
  }

  #repeat(node: Extract<Node, { kind: "repeat" }>): string[] {
    const { item, min, max } = node;
    if (item.kind === "set") return this.#run(item, min, max);
    const each = this.of(item).slice(0, perNode);
    const once = each.map((text) => text.repeat(Math.max(min, 1)));
    return min === 0 ? ["", ...once] : [...once, ...each.map((text) => text.repeat(min + 1))];
  }

  #run(set: Extract<Node, { kind: "set" }>, min: number, max: number): string[] {
    const texts: string[] = [];
    const single = set.ranges.length === 1 && set.ranges[0]![0] === set.ranges[0]![1];
    const usual = single && !set.negated ? 1 : this.#filling.length;
    const lengths = max === 1 ? [min, 1] : [usual, 1, min, min + 1];
    for (const length of new Set(lengths)) {
      if (length < min || length > max) continue;
      texts.push(Array.from({ length }, (_, index) => this.#character(set, index)).join(""));
    }
    return texts;
  }

  #group(node: Extract<Node, { kind: "group" }>): string[] {
    const { index } = node;
    if (index === undefined) return this.of(node.item);
    const wanted = this.#wanted[index];
    const texts = wanted === undefined ? this.of(node.item) : [wanted];
    this.#captured[index] = texts[0] ?? "";
    return texts;
  }
}
