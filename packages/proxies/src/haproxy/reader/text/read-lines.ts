import type { Version } from "@gatecrash/core";
import { messageOf } from "@gatecrash/core";
import { Branches } from "./branches.ts";
import { invalid, type Line } from "./line.ts";
import { evaluatePredicate } from "./predicates.ts";
import { tokenise } from "./tokenise.ts";

/** What is carried from line to line and from file to file. */
export interface ReadContext {
  environment: Map<string, string>;
  version: Version;
  note(message: string, line?: Line): void;
}

interface SourceFile {
  file: string;
  path: string;
  text: string;
}

/** Lines in force, in order. Environment variables that the file sets count from there on. */
export function readLines(source: SourceFile, context: ReadContext): Line[] {
  const lines: Line[] = [];
  const branches = new Branches();
  let section = "";
  let number = 0;
  for (const raw of eachLine(source.text)) {
    number += 1;
    if (raw.includes("\0")) throw notText(source.file, number);
    const trimmed = raw.replace(/^[ \t\v\f\r]+/, "");
    // `[name]` begins a scope of a filter's own file.
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith("[")) continue;
    const line = { ...source, line: number, words: [] as string[], raw: raw.trim() };
    const internal = { ".FILE": source.path, ".LINE": String(number), ".SECTION": section };
    try {
      line.words = tokenise(trimmed, { environment: context.environment, internal });
      if (!follow(line, branches, context)) continue;
    } catch (error) {
      throw invalid(source.file, number, messageOf(error));
    }
    if (isSectionName(line.words)) section = line.words[1] ?? "";
    noteUnset(trimmed, line, internal, context);
    setEnvironment(line.words, context.environment);
    lines.push({
      file: line.file,
      path: line.path,
      line: number,
      words: line.words,
      raw: line.raw,
    });
  }
  if (branches.open) context.note(`${source.file}: an .if is not closed with .endif`);
  return lines;
}

function isSectionName(words: string[]): boolean {
  return /^(frontend|backend|listen|defaults|global)$/.test(words[0] ?? "");
}

/** @returns true if the line is an ordinary one, and in force */
function follow(line: Line, branches: Branches, context: ReadContext): boolean {
  const [first = "", ...rest] = line.words;
  if (line.words.length === 0) return false;
  const evaluate = () =>
    evaluatePredicate(rest.join(" "), {
      ...context,
      onAssumed: (question, answer) => {
        context.note(`${question} is taken to be ${answer}`, line);
      },
    });
  if (branches.handle(first, evaluate) || !branches.reading) return false;
  if (!first.startsWith(".")) return true;
  if (first === ".alert") throw new Error(`the configuration refuses itself: ${rest.join(" ")}`);
  if (/^\.(warning|notice|diag)$/.test(first)) return false;
  throw new Error(`"${first.slice(0, 40)}" is no directive that HAProxy knows`);
}

/** Told of lines in force only: what is left out needs no variable. */
function noteUnset(
  text: string,
  line: Line,
  internal: Record<string, string>,
  context: ReadContext,
): void {
  if (!text.includes("$")) return;
  tokenise(text, {
    environment: context.environment,
    internal,
    onUnset: (name) => {
      context.note(`the environment variable ${name} is not set; it counts as empty`, line);
    },
  });
}

function setEnvironment(words: readonly string[], environment: Map<string, string>): void {
  const [first, name = "", value = ""] = words;
  if (first === "setenv" || (first === "presetenv" && !environment.has(name)))
    environment.set(name, value);
  else if (first === "unsetenv") words.slice(1).forEach((each) => environment.delete(each));
  else if (first === "resetenv") {
    const kept = new Set(words.slice(1));
    for (const each of [...environment.keys()]) if (!kept.has(each)) environment.delete(each);
  }
}

/** Line by line, so that a large file is not held twice. */
function* eachLine(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf("\n", from);
    const to = end < 0 ? text.length : end;
    yield text.slice(from, to);
    from = to + 1;
  }
}

function notText(file: string, line: number) {
  return invalid(
    file,
    line,
    "a text file was expected, and there is a NUL byte",
    "Give the audit a haproxy.cfg, or the folder that holds it.",
  );
}
