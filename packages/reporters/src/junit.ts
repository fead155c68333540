import { columnOf, defineReporter } from "@gatecrash/core";
import type { ReportTrial } from "@gatecrash/core";
import { runSuiteOf, suiteOf, totalsOf } from "./junit/suite.ts";
import { startTag } from "./junit/xml.ts";

/** A finding is a passed test case whose property `verdict` and output tell of it. */
export default defineReporter({
  id: "junit",
  summary: "JUnit XML: a test suite for each proxy, a test case for each trial.",
  *render(report) {
    const suites = new Map<string, ReportTrial[]>();
    for (const trial of report.trials) {
      const column = columnOf(trial);
      suites.set(column, [...(suites.get(column) ?? []), trial]);
    }
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    yield startTag("testsuites", { name: "gatecrash", ...totalsOf(report) });
    for (const [column, trials] of suites) yield suiteOf(column, trials, report);
    yield runSuiteOf(report);
    yield "</testsuites>\n";
  },
});
