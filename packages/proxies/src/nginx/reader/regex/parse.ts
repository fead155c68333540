import { readEscape, readSet } from "./characters.ts";
import { RegexTrouble, type Node, type Tree } from "./tree.ts";

const depthMax = 100;
const repeatMax = 1000;

/** @throws RegexTrouble */
export function parseRegex(source: string, caseless: boolean): Tree {
  const reader = new Reader(source, caseless);
  const root = reader.choice(0);
  if (!reader.isDone) throw new RegexTrouble(`")" too many`);
  const { groups, names } = reader;
  return { root, groups, names, caseless: reader.caseless };
}

class Reader {
  readonly names: Record<string, number> = {};
  groups = 0;
  caseless: boolean;
  readonly #source: string;
  #at = 0;

  constructor(source: string, caseless: boolean) {
    this.#source = source;
    this.caseless = caseless;
  }

  get isDone(): boolean {
    return this.#at >= this.#source.length;
  }

  choice(depth: number): Node {
    if (depth > depthMax) throw new RegexTrouble("too many groups in each other");
    const items = [this.#sequence(depth)];
    while (this.#take("|")) items.push(this.#sequence(depth));
    return items.length === 1 ? items[0]! : { kind: "choice", items };
  }

  #take(text: string): boolean {
    const found = this.#source.startsWith(text, this.#at);
    if (found) this.#at += text.length;
    return found;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }

  #sequence(depth: number): Node {
    const items: Node[] = [];
    while (!this.isDone && !"|)".includes(this.#source[this.#at]!)) {
      const item = this.#atom(depth);
      if (item !== undefined) items.push(this.#repeated(item));
    }
    return { kind: "sequence", items };
  }

  #atom(depth: number): Node | undefined {
    if (this.#take("(")) return this.#group(depth);
    if (this.#take("[")) {
      const { node, next } = readSet(this.#source, this.#at);
      this.#at = next;
      return node;
    }
    if (this.#take("^")) return { kind: "edge", at: "start" };
    if (this.#take("$")) return { kind: "edge", at: "end" };
    if (this.#take(".")) return { kind: "set", ranges: [[10, 10]], negated: true };
    const quoted = this.#match(/\\Q([\s\S]*?)(?:\\E|$)/y);
    if (quoted !== undefined) return { kind: "sequence", items: literals(quoted[1]!) };
    if (this.#source[this.#at] === "\\") {
      const { node, next } = readEscape(this.#source, this.#at + 1, this.names);
      this.#at = next;
      return node;
    }
    const character = this.#source[this.#at]!;
    if ("*+?".includes(character)) throw new RegexTrouble(`nothing to repeat at ${this.#at}`);
    this.#at += 1;
    return literals(character)[0];
  }

  #group(depth: number): Node | undefined {
    const named = this.#match(/\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y);
    if (named !== undefined || this.#source[this.#at] !== "?") {
      const index = (this.groups += 1);
      if (named !== undefined) this.names[(named[1] ?? named[2])!] = index;
      return { kind: "group", item: this.#inner(depth), index };
    }
    if (this.#match(/\?#[^)]*\)/y) !== undefined) return undefined;
    const switches = this.#match(/\?([a-z]*)(-[a-z]+)?\)/y);
    if (switches !== undefined) return this.#switches(switches[1]!, switches[2]);
    const look = this.#match(/\?(<?)([=!])/y);
    if (look !== undefined) {
      const [, behind, sign] = look;
      const item = this.#inner(depth);
      return { kind: "look", item, behind: behind === "<", negated: sign === "!" };
    }
    if (this.#take("?>")) return { kind: "group", item: this.#inner(depth), atomic: true };
    const plain = this.#match(/\?([a-z]*):/y);
    if (plain === undefined) throw new RegexTrouble(`a group that is not followed: ${this.#rest}`);
    if (plain[1] !== "") this.#switches(plain[1]!, undefined);
    return { kind: "group", item: this.#inner(depth) };
  }

  get #rest(): string {
    return this.#source.slice(this.#at - 1, this.#at + 10);
  }

  /** Only whole expressions are caseless: a switch in the middle is taken for all of it. */
  #switches(on: string, off: string | undefined): undefined {
    if (off !== undefined || !/^[imsu]*$/.test(on)) throw new RegexTrouble(`the switch (?${on})`);
    if (on.includes("i")) this.caseless = true;
    return undefined;
  }

  #inner(depth: number): Node {
    const item = this.choice(depth + 1);
    if (!this.#take(")")) throw new RegexTrouble(`")" is missing`);
    return item;
  }

  #repeated(item: Node): Node {
    const match = this.#match(/([*+?])([+?]?)|\{(\d+)(,?)(\d*)\}([+?]?)/y);
    if (match === undefined) return item;
    const [, sign, mode = match[6], low, comma, high] = match;
    const bounds: [number, number] =
      sign === undefined
        ? [Number(low), comma === "" ? Number(low) : high === "" ? Infinity : Number(high)]
        : [sign === "+" ? 1 : 0, sign === "?" ? 1 : Infinity];
    const [min, max] = bounds;
    if (min > repeatMax || (max !== Infinity && max > repeatMax * 10)) {
      throw new RegexTrouble(`more than ${repeatMax} repetitions`);
    }
    return { kind: "repeat", item, min, max, greedy: mode !== "?", possessive: mode === "+" };
  }
}

function literals(text: string): Node[] {
  return [...text].map((each) => {
    const code = each.codePointAt(0)!;
    return { kind: "set", ranges: [[code, code]], negated: false };
  });
}
