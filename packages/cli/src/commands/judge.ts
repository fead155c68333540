import { exitCodeOf, parseHistory } from "@gatecrash/core";
import type { ReportOptions } from "@gatecrash/core";
import { loadProxies, loadReporters } from "../catalogue.ts";
import { pickReporters, refuseOutputs, writeReports } from "../output.ts";
import { readHistory } from "../read-history.ts";
import { reportOf } from "./run.ts";

/** `gatecrash judge <history>` and `gatecrash report <history>`. Returns the exit code. */
export async function judgeCommand(
  path: string,
  options: { reporter: string[]; output: string[] },
): Promise<number> {
  const [drivers, reporters] = await Promise.all([loadProxies(), loadReporters()]);
  const chosen = pickReporters(options.reporter, reporters);
  refuseOutputs(options.output, chosen);
  const { text, file } = await readHistory(path);
  const report = reportOf(parseHistory(text, file), drivers);
  const renderings = chosen.map(
    (reporter) => (how: ReportOptions) => reporter.render(report, { ...how, history: file }),
  );
  await writeReports(renderings, options.output);
  return exitCodeOf(report);
}
