/** What a line may use besides its own text. */
export interface WordContext {
  environment: ReadonlyMap<string, string>;
  /** Pseudo variables such as `.FILE`. */
  internal: Readonly<Record<string, string>>;
  /** Told of each variable that is not set and has no default. */
  onUnset?(name: string): void;
}

/** As HAProxy is built: it refuses lines of more words. */
export const wordsMax = 64;

const blank = /[ \t\n\v\f\r]/;
/** Characters that can only stand for themselves; read in one go. */
const plain = /[^ \t\n\v\f\r"'\\$#]+/y;
const escapes: Record<string, string> = { t: "\t", n: "\n", r: "\r", " ": " ", "\\": "\\" };

/**
 * The words of one line, split exactly as HAProxy's `parse_line` does.
 * @throws Error with the cause, for the caller knows the place
 */
export function tokenise(line: string, context: WordContext): string[] {
  const words = new Words();
  let at = 0;
  let quote = "";
  // Quotes make a word even of nothing, unless a variable stood in them that gave no word.
  let makesWord = false;
  while (at < line.length) {
    const character = line[at] ?? "";
    plain.lastIndex = at;
    const run = plain.exec(line)?.[0];
    if (run !== undefined) {
      words.add(run);
      at += run.length;
    } else if (character === "\n" || character === "\r") break;
    else if (character === "#" && quote === "") break;
    else if (character === quote) {
      if (makesWord) words.begin();
      quote = "";
      at += 1;
    } else if (quote === "" && (character === '"' || character === "'")) {
      quote = character;
      makesWord = true;
      at += 1;
    } else if (character === "\\" && quote !== "'") {
      const [text, length] = unescape(line, at, quote);
      words.add(text);
      at += length;
    } else if (blank.test(character) && quote === "") {
      words.end();
      at += 1;
    } else if (character === "$" && quote === '"') {
      const found = variable(line, at, context);
      makesWord &&= !found.apart;
      if (found.apart) words.addApart(found.value);
      else words.add(found.value);
      at += found.length;
    } else {
      words.add(character);
      at += 1;
    }
  }
  if (quote !== "") throw new Error(`a quote (${quote}) is opened and not closed`);
  words.end();
  if (words.all.length > wordsMax)
    throw new Error(`${words.all.length} words on one line, HAProxy takes ${wordsMax} at most`);
  return words.all;
}

class Words {
  readonly all: string[] = [];
  #current: string | undefined;

  begin(): void {
    this.#current ??= "";
  }
  add(text: string): void {
    this.#current = (this.#current ?? "") + text;
  }
  /** `"${NAME[*]}"`: each word of the value is a word of the line. */
  addApart(text: string): void {
    const parts = text.split(/[ \t\n\v\f\r]+/);
    parts.forEach((part, index) => {
      if (index > 0) this.end();
      if (part !== "") this.add(part);
    });
  }
  end(): void {
    if (this.#current !== undefined) this.all.push(this.#current);
    this.#current = undefined;
  }
}

/** A backslash at `at`: what it stands for, and the characters it took. */
function unescape(line: string, at: number, quote: string): [text: string, length: number] {
  const next = line[at + 1] ?? "";
  const known = escapes[next];
  if (known !== undefined) return [known, 2];
  if (next === "#" || next === "'" || next === '"') return [next, 2];
  if (next === "$" && quote === '"') return ["$", 2];
  if (next !== "x") return ["\\", 1];
  const hex = line.slice(at + 2, at + 4);
  if (!/^[0-9a-fA-F]{2}$/.test(hex)) throw new Error("\\x is not followed by two hex digits");
  return [String.fromCharCode(parseInt(hex, 16)), 4];
}

const name = /\.?[A-Za-z0-9_]*/y;

interface Variable {
  value: string;
  length: number;
  apart: boolean;
}

/** `$NAME`, `${NAME}`, `${NAME-default}` or `${NAME[*]}` at `at`. */
function variable(line: string, at: number, context: WordContext): Variable {
  let end = at + 1;
  const braced = line[end] === "{";
  if (braced) end += 1;
  if (!/[A-Za-z_.]/.test(line[end] ?? ""))
    throw new Error("the name of an environment variable begins with a character it may not have");
  name.lastIndex = end;
  const key = name.exec(line)?.[0] ?? "";
  end += key.length;
  let value = key.startsWith(".") ? context.internal[key] : context.environment.get(key);
  let apart = false;
  if (braced && line.startsWith("[*]", end)) {
    apart = true;
    end += 3;
  }
  if (braced) {
    const close = line.indexOf("}", end);
    if (close < 0 || (line[end] !== "-" && line[end] !== "}"))
      throw new Error("the brace around an environment variable's name is not closed");
    if (line[end] === "-") value ??= line.slice(end + 1, close);
    end = close + 1;
  }
  if (value === undefined) context.onUnset?.(key);
  return { value: value ?? "", length: end - at, apart };
}

/** Variables in a socket address, which HAProxy also fills in outside of quotes. */
export function expandAddress(text: string, environment: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g,
    (_whole, braced: string | undefined, bare: string | undefined) =>
      environment.get(braced ?? bare ?? "") ?? "",
  );
}
