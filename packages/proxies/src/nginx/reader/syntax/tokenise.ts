import { skipLua } from "./lua.ts";

/** What ends with `;`, `{` or `}`; a file that is read to its end gives no more. */
export interface Statement {
  end: ";" | "{" | "}";
  /** The words without their quotes and escapes; none for `}`. */
  words: string[];
  /** Of the first word, from 1. */
  line: number;
  /** As written, without what ends it. */
  text: string;
  /** Offsets in the file of its first character, and of the one after what ends it. */
  start: number;
  stop: number;
  /** The body of a `…_by_lua_block`, which has a grammar of its own. */
  script?: string;
}

/** Where reading stopped, in nginx's words. */
export class SyntaxTrouble extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const space = " ";
const escapes: Record<string, string> = { t: "\t", r: "\r", n: "\n" };

/** Follows `ngx_conf_read_token` step by step: quotes end a word, and only a space may follow. */
export class Tokeniser {
  readonly #text: string;
  /** What was left out of the file before the text. */
  readonly #skipped: number;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    // nginx takes a byte order mark (here in latin1) for the first word; editors leave it behind.
    this.#skipped = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
    this.#text = text.slice(this.#skipped);
  }

  /** @throws SyntaxTrouble */
  next(): Statement | undefined {
    const words: string[] = [];
    let line = this.#line;
    let start = this.#at;
    for (;;) {
      this.#skipBlanks();
      const character = this.#text[this.#at];
      if (words.length === 0) [line, start] = [this.#line, this.#at];
      if (character === undefined) return this.#finish(words);
      if (character === ";" || character === "{" || character === "}") {
        const end = this.#at;
        this.#at += 1;
        if ((character === "}") !== (words.length === 0)) this.#unexpected(character);
        const text = this.#text.slice(start, end).trimEnd();
        const span = { start: start + this.#skipped, stop: this.#at + this.#skipped };
        return this.#statement({ end: character, words, line, text, ...span });
      }
      words.push(character === '"' || character === "'" ? this.#quoted(character) : this.#bare());
    }
  }

  #statement(statement: Statement): Statement {
    const { end, words, line } = statement;
    if (end !== "{" || !/_by_lua_block$/.test(words[0] ?? "")) return statement;
    const after = skipLua(this.#text, this.#at);
    if (after === undefined) throw new SyntaxTrouble(line, `the Lua block has no closing "}"`);
    const script = this.#text.slice(this.#at, after - 1);
    this.#countLines(this.#at, after);
    this.#at = after;
    return { ...statement, end: ";", stop: after + this.#skipped, script };
  }

  #finish(words: string[]): undefined {
    if (words.length > 0) this.#endOfFile();
    return undefined;
  }

  #endOfFile(): never {
    throw new SyntaxTrouble(this.#line, 'unexpected end of file, expecting ";" or "}"');
  }

  #unexpected(character: string): never {
    throw new SyntaxTrouble(this.#line, `unexpected "${character}"`);
  }

  #skipBlanks(): void {
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at]!;
      if (character === "#") {
        const end = this.#text.indexOf("\n", this.#at);
        this.#at = (end === -1 ? this.#text.length : end) - 1;
      } else if (character === "\n") this.#line += 1;
      else if (!isBlank(character)) return;
    }
  }

  #quoted(quote: string): string {
    const start = (this.#at += 1);
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at]!;
      if (character === "\\") this.#escape();
      else if (character === "\n") this.#line += 1;
      else if (character === quote) {
        const word = unescape(this.#text.slice(start, this.#at));
        this.#at += 1;
        this.#checkAfterQuote();
        return word;
      }
    }
    return this.#endOfFile();
  }

  #checkAfterQuote(): void {
    const next = this.#text[this.#at];
    if (next === undefined) this.#endOfFile();
    if (!isBlank(next) && !";{)".includes(next)) this.#unexpected(next);
  }

  /** A bare word ends at a blank, `;` or `{`; a `{` right after a `$` belongs to the variable. */
  #bare(): string {
    const start = this.#at;
    let variable = false;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at]!;
      if (character === "{" && variable) continue;
      variable = character === "$";
      if (character === "\\") this.#escape();
      else if (isBlank(character) || character === ";" || character === "{") {
        return unescape(this.#text.slice(start, this.#at));
      }
    }
    return this.#endOfFile();
  }

  #escape(): void {
    this.#at += 1;
    if (this.#text[this.#at] === "\n") this.#line += 1;
  }

  #countLines(from: number, to: number): void {
    for (let at = this.#text.indexOf("\n", from); at !== -1 && at < to;) {
      this.#line += 1;
      at = this.#text.indexOf("\n", at + 1);
    }
  }
}

function isBlank(character: string): boolean {
  return character === space || character === "\t" || character === "\r" || character === "\n";
}

/** Only quotes, backslashes and three letters are escapes; regular expressions keep theirs. */
function unescape(word: string): string {
  if (!word.includes("\\")) return word;
  return word.replace(/\\(["'\\trn])/g, (_, each: string) => escapes[each] ?? each);
}
