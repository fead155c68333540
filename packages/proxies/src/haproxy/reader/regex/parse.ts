import { readSet } from "./parse-set.ts";
import { namedSet, type Node, type Regex } from "./node.ts";

const depthMax = 100;
const repeatMax = 1_000;
const charactersMax = 20_000;

/**
 * Reads the part of PCRE that configurations use.
 * @throws Error naming what it cannot follow, such as a back-reference
 */
export function parseRegex(text: string, insensitive: boolean): Regex {
  if (text.length > charactersMax) throw new Error("the expression is too long");
  const parser = new Parser(text, insensitive);
  return parser.parse();
}

class Parser {
  readonly #text: string;
  #insensitive: boolean;
  #at = 0;
  #captures = 0;
  #depth = 0;

  constructor(text: string, insensitive: boolean) {
    this.#text = text;
    this.#insensitive = insensitive;
  }

  parse(): Regex {
    const node = this.#choice();
    if (this.#at < this.#text.length) throw new Error("a parenthesis is not opened");
    return { node, insensitive: this.#insensitive, captures: this.#captures };
  }

  #eat(text: string): boolean {
    const found = this.#text.startsWith(text, this.#at);
    if (found) this.#at += text.length;
    return found;
  }

  #choice(): Node {
    this.#depth += 1;
    if (this.#depth > depthMax) throw new Error("groups are nested too deeply");
    const nodes = [this.#sequence()];
    while (this.#eat("|")) nodes.push(this.#sequence());
    this.#depth -= 1;
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: "choice", nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#text.length) {
      const next = this.#text[this.#at] ?? "";
      if (next === "|" || next === ")") break;
      const atom = this.#atom();
      if (atom) nodes.push(this.#repeated(atom));
    }
    return { kind: "sequence", nodes };
  }

  /** Nothing for what is no atom: flags of the whole expression. */
  #atom(): Node | undefined {
    const next = this.#text[this.#at] ?? "";
    this.#at += 1;
    if (next === "^") return { kind: "begin" };
    if (next === "$") return { kind: "end" };
    if (next === ".") return { kind: "set", set: { negated: true, ranges: [[10, 10]] } };
    if (next === "(") return this.#group();
    if (next === "[") {
      const { set, end } = readSet(this.#text, this.#at);
      this.#at = end;
      return { kind: "set", set };
    }
    if (next === "\\") return this.#escape();
    if (next === "*" || next === "+" || next === "?")
      throw new Error(`nothing to repeat by ${next}`);
    return { kind: "character", code: next.charCodeAt(0) };
  }

  #group(): Node | undefined {
    if (!this.#eat("?")) {
      this.#captures += 1;
      return this.#closed({ kind: "group", capture: this.#captures });
    }
    if (this.#eat(":") || this.#eat(">")) return this.#closed({ kind: "group" });
    if (this.#eat("=")) return this.#closed({ kind: "look", negated: false });
    if (this.#eat("!")) return this.#closed({ kind: "look", negated: true });
    const named = /^P?<[A-Za-z_]\w*>/.exec(this.#text.slice(this.#at, this.#at + 80));
    if (named) {
      this.#at += named[0].length;
      this.#captures += 1;
      return this.#closed({ kind: "group", capture: this.#captures });
    }
    if (!this.#eat("i)")) throw new Error(`it uses (?${this.#text[this.#at] ?? ""}`);
    this.#insensitive = true;
    return undefined;
  }

  #closed(shape: { kind: "group"; capture?: number } | { kind: "look"; negated: boolean }): Node {
    const node = this.#choice();
    if (!this.#eat(")")) throw new Error("a parenthesis is not closed");
    return { ...shape, node };
  }

  #escape(): Node {
    const letter = this.#text[this.#at] ?? "";
    this.#at += 1;
    const set = namedSet(letter);
    if (set) return { kind: "set", set };
    if (letter === "A") return { kind: "begin" };
    if (letter === "z" || letter === "Z") return { kind: "end" };
    if (letter === "b" || letter === "B") return { kind: "boundary", negated: letter === "B" };
    const control = { t: 9, n: 10, r: 13 }[letter];
    if (control !== undefined) return { kind: "character", code: control };
    if (letter === "" || /[A-Za-z0-9]/.test(letter)) throw new Error(`it uses \\${letter}`);
    return { kind: "character", code: letter.charCodeAt(0) };
  }

  #repeated(node: Node): Node {
    const counts = this.#counts();
    if (!counts) return node;
    const lazy = this.#eat("?");
    if (!lazy) this.#eat("+");
    const repeat: Node = { kind: "repeat", node, least: counts[0], most: counts[1], lazy };
    return this.#repeated(repeat);
  }

  #counts(): [number, number] | undefined {
    if (this.#eat("*")) return [0, Infinity];
    if (this.#eat("+")) return [1, Infinity];
    if (this.#eat("?")) return [0, 1];
    const found = /^\{(\d{1,6})(?:(,)(\d{1,6})?)?\}/.exec(
      this.#text.slice(this.#at, this.#at + 20),
    );
    if (!found) return undefined;
    this.#at += found[0].length;
    const least = Number(found[1]);
    if (least > repeatMax) throw new Error("it repeats too often");
    if (found[2] === undefined) return [least, least];
    return [least, found[3] === undefined ? Infinity : Number(found[3])];
  }
}
