import { defineReporter } from "@gatecrash/core";
import type { Report, ReportOptions } from "@gatecrash/core";
import { matrixOf } from "./shared/matrix.ts";
import { answerLines } from "./text/answers.ts";
import { detailLines } from "./text/details.ts";
import { footerLines } from "./text/footer.ts";
import { legendLines } from "./text/legend.ts";
import { follow, liveStart, liveText } from "./text/live.ts";
import { paperOf } from "./text/paper.ts";
import { tableLines } from "./text/table.ts";

export default defineReporter({
  id: "text",
  summary: "The matrix for people: on a terminal or in a log.",
  *render(report, options) {
    for (const line of lines(report, options)) yield `${line}\n`;
  },
  live(options) {
    let state = liveStart;
    return (entry) => {
      state = follow(state, entry);
      return liveText(state, options);
    };
  },
});

function* lines(report: Report, options: ReportOptions): Generator<string> {
  const paper = paperOf(options);
  const matrix = matrixOf(report);
  if (report.trials.length > 0) {
    yield* tableLines(matrix, paper);
    const legend = [...legendLines(report, paper)];
    if (legend.length > 0) yield* [...legend, ""];
    yield* detailLines(report, paper);
    yield* answerLines(matrix, paper);
  }
  yield* footerLines(report, options.history, paper);
}
