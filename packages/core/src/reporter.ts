import type { Entry } from "./history.ts";
import type { Report } from "./report.ts";

export interface ReportOptions {
  /** ANSI colours are wanted. */
  color: boolean;
  /** Width of the terminal in columns. */
  columns: number;
}

/** One format of a report. */
export interface Reporter {
  id: string;
  summary: string;
  /** The whole report in pieces, each written as it is. */
  render(report: Report, options: ReportOptions): Iterable<string>;
  /** What to show of one entry while the run goes on, for reporters that can. */
  live?(entry: Entry, options: ReportOptions): string;
}

export function defineReporter(reporter: Reporter): Reporter {
  return reporter;
}
