import { messageOf, Problem, type ConfigurationSource } from "@gatecrash/core";
import { SyntaxTrouble, Tokeniser, type Statement } from "./tokenise.ts";
import type { Directive } from "./directive.ts";
import { baseName, folderOf, joinPath } from "./paths.ts";
import * as limits from "./limits.ts";
import { invalid } from "./trouble.ts";

/** Files that come with nginx or its packages; a copy of a configuration often lacks them. */
const stockFile =
  /^(mime\.types|(fastcgi|uwsgi|scgi|proxy)_params|fastcgi(-php)?\.conf|koi-utf|koi-win|win-utf)$/;

export interface ReadFiles {
  directives: Directive[];
  files: { file: string; bytes: number }[];
  /** Stock files that are included and were not there. */
  missing: { path: string; at: Directive }[];
}

/** A file that is being read, and the files that include it. */
interface Chain {
  path: string;
  outer?: Chain;
}

/**
 * Reads the main file and what it includes, in nginx's order; a path is relative to the folder of
 * the main file, wherever the include stands.
 * @throws Problem `configuration-invalid`
 */
export function readFiles(source: ConfigurationSource, main: string): ReadFiles {
  return new Includer(source, folderOf(main)).run(main);
}

class Includer {
  readonly #source: ConfigurationSource;
  readonly #prefix: string;
  readonly #files = new Map<string, { file: string; bytes: number; text: string }>();
  readonly #missing: ReadFiles["missing"] = [];
  #bytes = 0;
  #reads = 0;
  #directives = 0;

  constructor(source: ConfigurationSource, prefix: string) {
    this.#source = source;
    this.#prefix = prefix;
  }

  run(main: string): ReadFiles {
    const directives: Directive[] = [];
    this.#readInto(directives, { path: main }, 0);
    const files = [...this.#files.values()].map(({ file, bytes }) => ({ file, bytes }));
    return { directives, files, missing: this.#missing };
  }

  #readInto(target: Directive[], chain: Chain, depth: number): void {
    const text = this.#load(chain.path);
    const file = this.#source.nameOf(chain.path);
    try {
      this.#parse(new Tokeniser(text), file, target, chain, depth);
    } catch (error) {
      if (error instanceof SyntaxTrouble) throw invalid(file, error.line, error.message);
      throw error;
    }
  }

  #load(path: string): string {
    const known = this.#files.get(path);
    if (known !== undefined) return known.text;
    const text = this.#source.read(path);
    const file = this.#source.nameOf(path);
    const zero = text.indexOf("\0");
    if (zero !== -1) {
      const line = text.slice(0, zero).split("\n").length;
      throw invalid(file, line, "a NUL byte: this is no text", "Give nginx's own nginx.conf.");
    }
    this.#bytes += text.length;
    if (this.#bytes > limits.bytesMax) {
      const help = `Leave out what does not bear on upstreams; ${limits.bytesMax} bytes are read.`;
      throw invalid(file, 1, "all files together are too large", help);
    }
    this.#files.set(path, { file, bytes: text.length, text });
    return text;
  }

  #parse(tokens: Tokeniser, file: string, target: Directive[], chain: Chain, depth: number): void {
    const open = [target];
    let last = 1;
    for (let next = tokens.next(); next !== undefined; next = tokens.next()) {
      last = next.line;
      const body = open[open.length - 1]!;
      if (next.end === "}") {
        if (open.length === 1) throw new SyntaxTrouble(next.line, 'unexpected "}"');
        open.pop();
        continue;
      }
      const directive = this.#directive(next, file, chain.path);
      if (directive.name === "include" && next.end === ";") {
        this.#include(directive, body, chain, depth + open.length);
        continue;
      }
      body.push(directive);
      if (next.end === "{") open.push((directive.body = []));
      if (depth + open.length > limits.blockDepthMax) {
        throw new SyntaxTrouble(
          next.line,
          `more than ${limits.blockDepthMax} blocks in each other`,
        );
      }
    }
    if (open.length > 1) {
      throw new SyntaxTrouble(last, 'unexpected end of file, expecting "}"');
    }
  }

  #directive(statement: Statement, file: string, path: string): Directive {
    const { words, line, text, script, start, stop } = statement;
    this.#directives += 1;
    if (this.#directives > limits.directivesMax) {
      throw new SyntaxTrouble(line, `more than ${limits.directivesMax} directives in all`);
    }
    const [name = "", ...args] = words;
    const span = { path, start, stop };
    return { name, args, file, line, text, span, ...(script !== undefined && { script }) };
  }

  #include(directive: Directive, body: Directive[], chain: Chain, depth: number): void {
    const { file, line, args } = directive;
    if (args.length !== 1) throw invalid(file, line, `"include" takes one file or pattern`);
    const path = joinPath(this.#prefix, args[0]!);
    const isPattern = /[*?[]/.test(path);
    for (const each of isPattern ? this.#source.glob(path) : [path]) {
      this.#guard(each, directive, chain);
      this.#readOne(each, directive, body, { path: each, outer: chain }, depth);
    }
  }

  #readOne(path: string, at: Directive, body: Directive[], chain: Chain, depth: number): void {
    try {
      this.#load(path);
    } catch (error) {
      if (/[*?[]/.test(at.args[0]!) || error instanceof RangeError) throw error;
      if (stockFile.test(baseName(path)) || folderOf(path).endsWith("/snippets")) {
        this.#missing.push({ path, at });
        return;
      }
      if (this.#isOwnTrouble(error, path)) throw error;
      const help = "Give the whole folder of the configuration, with all that it includes.";
      throw invalid(at.file, at.line, `cannot include ${path}: ${messageOf(error)}`, help);
    }
    this.#readInto(body, chain, depth);
  }

  /** What was found in the file itself names the file already. */
  #isOwnTrouble(error: unknown, path: string): boolean {
    return error instanceof Problem && error.message.startsWith(`${this.#source.nameOf(path)}:`);
  }

  #guard(path: string, { file, line }: Directive, chain: Chain): void {
    this.#reads += 1;
    if (this.#reads > limits.includesMax) {
      throw invalid(file, line, `more than ${limits.includesMax} includes`);
    }
    let depth = 0;
    for (let each: Chain | undefined = chain; each !== undefined; each = each.outer) {
      depth += 1;
      if (each.path === path) throw invalid(file, line, `${path} includes itself, here`);
    }
    if (depth > limits.includeDepthMax) {
      throw invalid(file, line, `more than ${limits.includeDepthMax} includes in each other`);
    }
  }
}
