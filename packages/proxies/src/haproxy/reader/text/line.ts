import type { Place } from "@gatecrash/core";
import { Problem } from "@gatecrash/core";
import { redact } from "./redact.ts";

/** A line that is in force: not a comment, not in a branch that was left out. */
export interface Line {
  /** The file's name in messages, and its path. */
  file: string;
  path: string;
  line: number;
  words: string[];
  /** As written, with its secrets: never shown, see `placeOf`. */
  raw: string;
}

const textMax = 300;

/** Where the line stands, with its text redacted. */
export function placeOf(line: Line): Place {
  const text = redact(line.raw, line.words);
  const shown = text.length > textMax ? `${text.slice(0, textMax)} …` : text;
  return { file: line.file, line: line.line, text: shown };
}

/** The words of a line from `index` on; a missing word is an empty text. */
export function word(line: Line, index: number): string {
  return line.words[index] ?? "";
}

/** True if the line begins with these words. */
export function begins(line: Line, ...words: string[]): boolean {
  return words.every((each, index) => line.words[index] === each);
}

/** Trouble at a line, for the person who can mend it. */
export function invalid(file: string, line: number, message: string, help?: string): Problem {
  return new Problem(
    "configuration-invalid",
    `${file}:${line}: ${message}`,
    help ?? "Let HAProxy check it: haproxy -c -f <file>",
  );
}
