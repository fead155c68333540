import type { Report } from "@gatecrash/core";
import { legendOf } from "../shared/cell.ts";
import type { LegendLine } from "../shared/cell.ts";
import { pieceLines } from "./paper.ts";
import type { Paper, Piece } from "./paper.ts";
import { width, wrap } from "./width.ts";

/** What the signs and words of this matrix mean, as many of them in a line as fit. */
export function legendLines(report: Report, paper: Paper): Iterable<string> {
  const pieces = legendOf(report.trials).map((line) => pieceOf(line, paper));
  return pieceLines(pieces, "   ", paper);
}

function pieceOf({ sign, meaning, mark }: LegendLine, paper: Paper): Piece {
  const indent = width(sign) + 1;
  const [first = "", ...rest] = wrap(meaning, paper.columns - indent);
  const head = `${paper.ink(mark ?? "strong", sign)} ${paper.ink("faint", first)}`;
  return {
    lines: [head, ...rest.map((line) => " ".repeat(indent) + paper.ink("faint", line))],
    columns: indent + width(first),
  };
}
