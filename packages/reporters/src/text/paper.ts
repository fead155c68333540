import type { ReportOptions } from "@gatecrash/core";
import type { Mark } from "../shared/cell.ts";
import { pad, width, wrap } from "./width.ts";

export type Ink = Mark | "strong" | "faint";

/** SGR parameters (ECMA-48) by what is said with them. */
const inks: Record<Ink, string> = {
  pass: "32",
  racy: "32",
  fail: "1;31",
  unknown: "33",
  finding: "35",
  skipped: "2",
  strong: "1",
  faint: "2",
};

/** What text is laid out on: so many columns, with or without colour. */
export interface Paper {
  columns: number;
  ink(ink: Ink, text: string): string;
}

/** Narrower than this nothing can be laid out; lines are then longer than the terminal. */
const columnsMin = 40;

export function paperOf({ color, columns }: ReportOptions): Paper {
  return {
    columns:
      Number.isFinite(columns) && columns > 0 ? Math.max(columnsMin, Math.floor(columns)) : 80,
    ink: (ink, text) => (color && text !== "" ? `\u001b[${inks[ink]}m${text}\u001b[0m` : text),
  };
}

/** A label, and beside it a text that is wrapped in its own column. */
export function beside(label: string, text: string, label_columns: number, paper: Paper): string[] {
  const indent = Math.max(label_columns, width(label) + 1);
  return wrap(text, paper.columns - indent).map((line, index) =>
    index === 0 ? paper.ink("faint", pad(label, indent)) + line : " ".repeat(indent) + line,
  );
}

/** A text with its colours, in several lines if it is too long for one. */
export interface Piece {
  lines: string[];
  /** Width of the first line. */
  columns: number;
}

/** Pieces one after the other, broken into lines between them; one of several lines stands alone. */
export function* pieceLines(
  pieces: readonly Piece[],
  separator: string,
  paper: Paper,
): Generator<string> {
  let line = "";
  let taken = 0;
  for (const { lines, columns } of pieces) {
    const [first = "", ...rest] = lines;
    if (taken > 0 && taken + width(separator) + columns > paper.columns) {
      yield line;
      [line, taken] = ["", 0];
    }
    line += taken > 0 ? separator + first : first;
    taken += columns + (taken > 0 ? width(separator) : 0);
    if (rest.length === 0) continue;
    yield* [line, ...rest];
    [line, taken] = ["", 0];
  }
  if (taken > 0) yield line;
}
