import { columnOf, defineReporter, rowOf } from "@gatecrash/core";
import { visible } from "./shared/visible.ts";

export default defineReporter({
  id: "lines",
  summary: "One line for each trial.",
  *render(report) {
    for (const trial of report.trials) {
      yield visible(`${trial.verdict} ${rowOf(trial)} ${columnOf(trial)}: ${trial.got}`) + "\n";
    }
  },
});
