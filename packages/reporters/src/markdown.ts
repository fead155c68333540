import { defineReporter } from "@gatecrash/core";
import type { Report } from "@gatecrash/core";
import { detailParts } from "./markdown/details.ts";
import { escapeMarkdown } from "./markdown/escape.ts";
import { answersTable, matrixTable } from "./markdown/table.ts";
import { legendOf } from "./shared/cell.ts";
import { matrixOf } from "./shared/matrix.ts";
import { conditionsOf, countsOf, troublesOf } from "./shared/summary.ts";

export default defineReporter({
  id: "markdown",
  summary: "The matrix as a Markdown table, for a pull request or a job summary.",
  *render(report) {
    for (const line of lines(report)) yield `${line}\n`;
  },
});

function* lines(report: Report): Generator<string> {
  const { all, each } = countsOf(report);
  yield [`**${all}**`, ...each.map(([verdict, count]) => `${count} ${verdict}`)].join(" · ");
  yield "";
  const troubles = troublesOf(report).map((trouble) => `- trouble: ${escapeMarkdown(trouble)}`);
  if (troubles.length > 0) yield* [...troubles, ""];
  if (report.interrupted) yield* ["The run was interrupted: this is what was recorded.", ""];
  if (report.trials.length > 0) {
    const matrix = matrixOf(report);
    yield* matrixTable(matrix);
    const legend = legendOf(report.trials).map(({ sign, meaning }) => `${sign} ${meaning}`);
    if (legend.length > 0) yield* [legend.map(escapeMarkdown).join("  \n"), ""];
    yield* detailParts(report);
    yield* answersTable(matrix);
  }
  yield conditionsOf(report).map(escapeMarkdown).join(" · ");
}
