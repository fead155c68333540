import type { Place } from "./configuration.ts";
import { Problem } from "./problem.ts";

/** Line and column count from 1, columns in bytes. */
export interface Position {
  line: number;
  column: number;
}

/** A change of the text of one file: what stands between two positions gives way to another text. */
export interface Edit {
  /** The directive that is changed, or beside which something is put. */
  at: Place;
  from: Position;
  /** The first character that stays; the same as `from` where nothing is taken out. */
  to: Position;
  /** What is put there, line breaks and indentation included; as latin1, as files are read. */
  text: string;
  /** Directives as they were and as they become, for people: without what is a secret. */
  removed: string[];
  added: string[];
}

/**
 * Makes edits of one file in its text. Those at the same place are put there in their order, and
 * the same edit twice is made once.
 * @throws Problem `conflict` where one takes out what another changes, or names a place that
 * is not there
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const starts = lineStarts(text);
  const spans = distinct(edits).map((edit) => ({
    edit,
    from: offsetOf(edit, edit.from, starts, text),
    to: offsetOf(edit, edit.to, starts, text),
  }));
  const sorted = spans.toSorted((a, b) => a.from - b.from || a.to - b.to);
  let result = "";
  let at = 0;
  for (const { edit, from, to } of sorted) {
    if (from < at || to < from) {
      const { file, line } = edit.at;
      throw new Problem("conflict", `${file}:${line}: two edits change the same text`);
    }
    result += text.slice(at, from) + edit.text;
    at = to;
  }
  return result + text.slice(at);
}

/** What an edit does, as lines of a diff: the place, then what goes and what comes. */
export function diffOf(edits: readonly Edit[]): { where: string; lines: string[] }[] {
  return distinct(edits).map(({ at, removed, added }) => ({
    where: `${at.file}:${at.line}`,
    lines: [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)],
  }));
}

function distinct(edits: readonly Edit[]): Edit[] {
  const seen = new Set<string>();
  return edits.filter(({ at, from, to, text }) => {
    const key = JSON.stringify([at.file, from, to, text]);
    return !seen.has(key) && seen.add(key);
  });
}

/** Where each line begins. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function offsetOf(
  { at }: Edit,
  { line, column }: Position,
  starts: readonly number[],
  text: string,
): number {
  const start = starts[line - 1];
  const end = starts[line] ?? text.length + 1;
  if (start !== undefined && column >= 1 && start + column - 1 < end) return start + column - 1;
  throw new Problem("conflict", `${at.file}:${line}: there is no column ${column}`);
}

/** The position of an offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.lastIndexOf("\n", offset - 1);
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1))
    line += 1;
  return { line, column: offset - before };
}

/** The part in which two texts differ: what it is in the old one, and what becomes of it. */
export function difference(
  old: string,
  wanted: string,
): { from: number; to: number; text: string } {
  let from = 0;
  while (from < Math.min(old.length, wanted.length) && old[from] === wanted[from]) from += 1;
  let kept = 0;
  while (
    kept < Math.min(old.length, wanted.length) - from &&
    old.at(-1 - kept) === wanted.at(-1 - kept)
  )
    kept += 1;
  return { from, to: old.length - kept, text: wanted.slice(from, wanted.length - kept) };
}
