import { marks, markOf, sequenceText } from "../shared/cell.ts";
import type { Mark } from "../shared/cell.ts";
import { nameOf } from "../shared/matrix.ts";
import type { Matrix, MatrixColumn, MatrixRow } from "../shared/matrix.ts";
import { visible } from "../shared/visible.ts";
import type { Paper } from "./paper.ts";
import { cut, pad, width } from "./width.ts";

/** A cell is a blank, the verdict's sign, a blank, and the text in a column of its own. */
const gutter = 3;
const textMax = 16;
const labelMin = 20;
/** Names give way so far before columns are moved to a further part. */
const labelShare = 0.28;

interface Cell {
  mark: Mark;
  text: string;
}

/** A column as it is laid out: its cells by row, its heading, the width of its text. */
interface Strip {
  column: MatrixColumn;
  cells: Map<MatrixRow, Cell>;
  text_columns: number;
}

/** How rows are named: in one piece, or variants below their fault where that is too wide. */
interface Labels {
  stacked: boolean;
  columns: number;
}

/** The matrix as lines; in several parts, one below the other, where it is too wide. */
export function* tableLines(matrix: Matrix, paper: Paper): Generator<string> {
  const one_line = matrix.columns.map((column) => stripOf(column, matrix, false));
  const fits = labelsFor(matrix, one_line, paper).columns >= labelWidth(matrix, false);
  const strips = fits ? one_line : matrix.columns.map((column) => stripOf(column, matrix, true));
  for (const part of partsOf(strips, matrix, paper)) {
    yield* partLines(matrix, part, labelsFor(matrix, part, paper), !fits, paper);
  }
}

function stripOf(column: MatrixColumn, matrix: Matrix, two_lines: boolean): Strip {
  const cells = new Map<MatrixRow, Cell>();
  for (const row of matrix.groups.flatMap((group) => group.rows)) {
    const trial = row.trials.get(column.name);
    if (trial) cells.set(row, { mark: markOf(trial), text: sequenceText(trial, textMax) });
  }
  const texts = [...headingOf(column, two_lines), ...[...cells.values()].map((cell) => cell.text)];
  return { column, cells, text_columns: Math.max(...texts.map(width)) };
}

function headingOf(column: MatrixColumn, two_lines: boolean): string[] {
  return (two_lines ? [column.proxy, column.version] : [column.name]).map(visible);
}

function stripsWidth(strips: readonly Strip[]): number {
  return strips.reduce((sum, strip) => sum + gutter + strip.text_columns, 0);
}

function labelWidth(matrix: Matrix, stacked: boolean): number {
  const rows = matrix.groups.flatMap((group) => group.rows);
  const inOne = (row: MatrixRow) => 2 + width(visible(nameOf(row)));
  const inTwo = (row: MatrixRow) =>
    Math.max(2 + width(visible(row.fault)), 4 + width(visible(row.variant)));
  return Math.max(0, ...rows.map(stacked ? inTwo : inOne));
}

function labelsFor(matrix: Matrix, strips: readonly Strip[], paper: Paper): Labels {
  const room = Math.max(labelMin, paper.columns - stripsWidth(strips));
  const inOne = labelWidth(matrix, false);
  if (inOne <= room) return { stacked: false, columns: inOne };
  return { stacked: true, columns: Math.min(labelWidth(matrix, true), room) };
}

/** As many columns side by side as fit beside labels of a bearable width. */
function partsOf(strips: readonly Strip[], matrix: Matrix, paper: Paper): Strip[][] {
  const share = Math.floor(paper.columns * labelShare);
  const label = Math.max(labelMin, Math.min(labelWidth(matrix, true), share));
  const parts: Strip[][] = [];
  for (const strip of strips) {
    const last = parts.at(-1);
    if (last && label + stripsWidth([...last, strip]) <= paper.columns) last.push(strip);
    else parts.push([strip]);
  }
  return parts;
}

function* partLines(
  matrix: Matrix,
  strips: readonly Strip[],
  labels: Labels,
  two_lines: boolean,
  paper: Paper,
): Generator<string> {
  const headings = strips.map((strip) => headingOf(strip.column, two_lines));
  for (let line = 0; line < (two_lines ? 2 : 1); line += 1) {
    const texts = strips.map((strip, index) =>
      paper.ink("strong", pad(headings[index]?.[line] ?? "", strip.text_columns)),
    );
    yield lineOf(
      " ".repeat(labels.columns),
      texts.map((text) => " ".repeat(gutter) + text),
    );
  }
  for (const group of matrix.groups) {
    yield paper.ink("strong", visible(group.title));
    let before = "";
    for (const row of group.rows) {
      yield* rowLines(row, before, strips, labels, paper);
      before = row.fault;
    }
    yield "";
  }
}

function* rowLines(
  row: MatrixRow,
  before: string,
  strips: readonly Strip[],
  labels: Labels,
  paper: Paper,
): Generator<string> {
  const cells = strips.map((strip) => cellOf(strip, row, paper));
  const again = row.fault === before;
  const [fault, variant] = [visible(row.fault), visible(row.variant)];
  const fill = (text: string) => pad(cut(text, labels.columns), labels.columns);
  if (labels.stacked && variant !== "") {
    if (!again) yield `  ${fault}`;
    yield lineOf(fill(`    ${variant}`), cells);
    return;
  }
  const label = fill(`  ${variant === "" ? fault : `${fault} ${variant}`}`);
  const known = 2 + fault.length;
  const shown = again ? paper.ink("faint", label.slice(0, known)) + label.slice(known) : label;
  yield lineOf(shown, cells);
}

function cellOf(strip: Strip, row: MatrixRow, paper: Paper): string {
  const cell = strip.cells.get(row);
  if (!cell) return " ".repeat(gutter + strip.text_columns);
  const text = `${marks[cell.mark].sign} ${pad(cell.text, strip.text_columns)}`;
  return ` ${paper.ink(cell.mark, text)}`;
}

function lineOf(label: string, cells: readonly string[]): string {
  return `${label}${cells.join("")}`.trimEnd();
}
