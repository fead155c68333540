import type { Report } from "@gatecrash/core";
import { conditionsOf, countsOf, troublesOf } from "../shared/summary.ts";
import { visible } from "../shared/visible.ts";
import { pieceLines } from "./paper.ts";
import type { Paper, Piece } from "./paper.ts";
import { flow, wrap } from "./width.ts";

const interruptedText = "The run was interrupted: this is what was recorded.";

/** Trouble of the run, totals, and under which conditions it took place. */
export function* footerLines(
  report: Report,
  history: string | undefined,
  paper: Paper,
): Generator<string> {
  for (const trouble of troublesOf(report)) {
    for (const [index, line] of wrap(trouble, paper.columns - 9).entries()) {
      yield paper.ink("unknown", index === 0 ? `trouble  ${line}` : `         ${line}`);
    }
  }
  if (report.interrupted) {
    for (const line of wrap(interruptedText, paper.columns)) yield paper.ink("unknown", line);
  }
  yield* pieceLines(countPieces(report, paper), " · ", paper);
  for (const line of flow(conditionsOf(report), " · ", paper.columns)) {
    yield paper.ink("faint", line);
  }
  // Not wrapped: a path that a terminal wraps itself can still be copied.
  if (history !== undefined) yield `${paper.ink("faint", "history")} ${visible(history)}`;
}

function countPieces(report: Report, paper: Paper): Piece[] {
  const { all, each } = countsOf(report);
  const counts = each.map(([verdict, count]) => [verdict, `${count} ${verdict}`] as const);
  return [["strong", all] as const, ...counts].map(([ink, text]) => ({
    lines: [paper.ink(ink, text)],
    columns: text.length,
  }));
}
