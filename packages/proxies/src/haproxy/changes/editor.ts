import { difference } from "@gatecrash/core";
import type { ConfigurationSource, Edit, Place, Position } from "@gatecrash/core";
import { readProxies, type Proxy } from "../reader/proxies.ts";
import { listFiles, readFile } from "../reader/text/files.ts";
import { begins, placeOf, type Line } from "../reader/text/line.ts";
import { redact } from "../reader/text/redact.ts";
import { readLines } from "../reader/text/read-lines.ts";
import { readSections, type Section } from "../reader/text/sections.ts";

/** What `.if` is answered with where the version is not known, as the reader does. */
const newest = { text: "3.2.0", major: 3, minor: 2, patch: 0 };

interface Files {
  sections: Section[];
  proxies: Proxy[];
  /** The lines of each file. */
  texts: Map<string, string[]>;
}

/** There may be a finding for each of thousands of routes: files are read for all of them once. */
const known = new WeakMap<ConfigurationSource, Files>();

function filesOf(source: ConfigurationSource): Files {
  const found = known.get(source);
  if (found) return found;
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(source.environment))
    if (value !== undefined) environment.set(name, value);
  const context = { environment, version: source.version ?? newest, note: () => undefined };
  const texts = new Map<string, string[]>();
  const sections = listFiles(source).flatMap((path) => {
    const text = readFile(source, path);
    texts.set(path, text.split("\n"));
    return readSections(readLines({ file: source.nameOf(path), path, text }, context));
  });
  const files = { sections, proxies: readProxies(sections), texts };
  known.set(source, files);
  return files;
}

/** Collects edits of a configuration's files; sections and lines are found again by their place. */
export class Editor {
  readonly sections: Section[];
  readonly proxies: Proxy[];
  readonly #texts: Files["texts"];
  /** What a line is to become, by file and line: more than one change may be made to it. */
  readonly #changed = new Map<string, { line: Line; code: string }>();
  readonly #edits: Edit[] = [];

  constructor(source: ConfigurationSource) {
    const { sections, proxies, texts } = filesOf(source);
    this.sections = sections;
    this.proxies = proxies;
    this.#texts = texts;
  }

  section(place: Place): Section | undefined {
    return this.sections.find(({ header }) => stands(header, place));
  }

  proxy(place: Place): Proxy | undefined {
    return this.proxies.find(({ header }) => stands(header, place));
  }

  line(place: Place): Line | undefined {
    return this.sections.flatMap(({ lines }) => lines).find((each) => stands(each, place));
  }

  /** Sets a line of a section: in place of its own that begins with the same words, or as a new one. */
  set(section: Section, words: readonly string[], rest: string): void {
    const own = section.lines.findLast(
      (line) => begins(line, ...words) || switchesOff(line, words),
    );
    const text = [...words, ...(rest === "" ? [] : [rest])].join(" ");
    if (own) this.change(own, () => text);
    else this.add(section, text);
  }

  /** Puts a line at the beginning of a section. */
  add(section: Section, text: string): void {
    const { header, lines } = section;
    const [next] = lines.filter(({ path }) => path === header.path);
    const indent = next ? (/^\s*/.exec(this.#lineText(next))?.[0] ?? "") : "  ";
    const at = { line: header.line, column: this.#lineText(header).length + 1 };
    this.#push(header, [at, at], `\n${indent}${text}`, { removed: [], added: [text] });
  }

  /** Puts a section before another. */
  addSection({ header }: Section, lines: readonly string[]): void {
    const at = { line: header.line, column: 1 };
    const text = `${lines.join("\n")}\n\n`;
    this.#push(header, [at, at], text, { removed: [], added: [...lines] });
  }

  /** Changes a line's code; a comment after it stays. */
  change(line: Line, make: (code: string) => string): void {
    const key = `${line.path}:${line.line}`;
    const code = this.#changed.get(key)?.code ?? this.#codeOf(line).code;
    this.#changed.set(key, { line, code: make(code) });
  }

  /** Takes a line out. */
  remove(line: Line): void {
    const from = { line: line.line, column: 1 };
    const last = this.#textsOf(line.path).length === line.line;
    const to = last
      ? { line: line.line, column: this.#lineText(line).length + 1 }
      : { line: line.line + 1, column: 1 };
    this.#push(line, [from, to], "", { removed: [placeOf(line).text], added: [] });
  }

  /** Gives an option to the line of a server: a new value in place of the old one. */
  option(line: Line, name: string, value = ""): void {
    const text = value === "" ? name : `${name} ${value}`;
    const known = new RegExp(`(?<=\\s)${name}${value === "" ? "" : "\\s+\\S+"}(?=\\s|$)`);
    this.change(line, (code) =>
      known.test(code) ? code.replace(known, () => text) : `${code} ${text}`,
    );
  }

  get edits(): Edit[] {
    const changed = [...this.#changed.values()].flatMap(({ line, code }) => {
      const { code: old, column } = this.#codeOf(line);
      if (old === code) return [];
      // No more than what differs: the rest may hold what a report must not show.
      const { from, to, text } = difference(old, code);
      const position = (offset: number) => ({ line: line.line, column: column + offset });
      const shown = { removed: [placeOf(line).text], added: [redact(code, code.split(/\s+/))] };
      return [{ at: placeOf(line), from: position(from), to: position(to), text, ...shown }];
    });
    return [...this.#edits, ...changed];
  }

  /** Without its indentation and comment. */
  #codeOf(line: Line): { code: string; column: number } {
    const text = this.#lineText(line);
    const indent = /^\s*/.exec(text)?.[0].length ?? 0;
    const code = text.slice(indent, commentStart(text)).trimEnd();
    return { code, column: indent + 1 };
  }

  #lineText({ path, line }: Line): string {
    return (this.#textsOf(path)[line - 1] ?? "").replace(/\r$/, "");
  }

  #textsOf(path: string): string[] {
    return this.#texts.get(path) ?? [];
  }

  #push(
    line: Line,
    [from, to]: readonly [Position, Position],
    text: string,
    shown: Pick<Edit, "removed" | "added">,
  ): void {
    this.#edits.push({ at: placeOf(line), from, to, text, ...shown });
  }
}

function stands(line: Line, { file, line: number }: Place): boolean {
  return line.line === number && line.file === file;
}

/** `no option x` has the same say as `option x`. */
function switchesOff(line: Line, words: readonly string[]): boolean {
  return words[0] === "option" && begins(line, "no", ...words);
}

/** A `#` that stands in no quotes and has no backslash before it begins a comment. */
function commentStart(text: string): number {
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "\\" && quote !== "'") at += 1;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "#") return at;
  }
  return text.length;
}
