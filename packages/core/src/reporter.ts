import type { Entry } from "./history.ts";
import type { Report } from "./report.ts";

export interface ReportOptions {
  /** ANSI colours are wanted. */
  color: boolean;
  /** Width of the terminal in columns. */
  columns: number;
  /** Where the history lies, for reporters that tell. */
  history?: string;
}

/** What a terminal shows while a run goes on: takes the entries in order, gives the line as of now. */
export type LiveLine = (entry: Entry) => string;

/** One format of a report. */
export interface Reporter {
  id: string;
  summary: string;
  /** The whole report in pieces, each written as it is. */
  render(report: Report, options: ReportOptions): Iterable<string>;
  /** Opens a live line for one run, for reporters that can. */
  live?(options: ReportOptions): LiveLine;
}

export function defineReporter(reporter: Reporter): Reporter {
  return reporter;
}
