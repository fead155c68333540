import { answersOf } from "../shared/answers.ts";
import { markOf, marks, sequenceText } from "../shared/cell.ts";
import { nameOf } from "../shared/matrix.ts";
import type { Matrix } from "../shared/matrix.ts";
import type { ReportTrial } from "@gatecrash/core";
import { escapeMarkdown } from "./escape.ts";

const textMax = 24;

export function* matrixTable(matrix: Matrix): Generator<string> {
  yield rowText(["fault", ...matrix.columns.map((column) => escapeMarkdown(column.name))]);
  yield rowText(["---", ...matrix.columns.map(() => "---")]);
  for (const group of matrix.groups) {
    yield rowText([`**${escapeMarkdown(group.title)}**`, ...matrix.columns.map(() => "")]);
    for (const row of group.rows) {
      const cells = matrix.columns.map((column) => cellOf(row.trials.get(column.name)));
      yield rowText([escapeMarkdown(nameOf(row)), ...cells]);
    }
  }
  yield "";
}

function cellOf(trial: ReportTrial | undefined): string {
  if (!trial) return "";
  const mark = markOf(trial);
  const text = escapeMarkdown(sequenceText(trial, textMax));
  if (mark === "pass") return text;
  const signed = `${escapeMarkdown(marks[mark].sign)} ${text}`;
  return mark === "fail" ? `**${signed}**` : signed;
}

/** Which faults give 502, which 504 …, as a table. */
export function* answersTable(matrix: Matrix): Generator<string> {
  const answers = answersOf(matrix);
  if (answers.length === 0) return;
  yield rowText(["the client gets", "from", "after"]);
  yield rowText(["---", "---", "---"]);
  for (const { got, by } of answers) {
    for (const [index, { proxies, faults }] of by.entries()) {
      const cells = [index === 0 ? got : "", proxies, faults.join(", ")];
      yield rowText(cells.map(escapeMarkdown));
    }
  }
  yield "";
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
