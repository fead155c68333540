import type { AuditReport } from "./report.ts";

/** Turns an audit's report into text; one file each. Pure. Bytes from outside are escaped. */
export interface AuditReporter {
  id: string;
  summary: string;
  render(report: AuditReport): string;
}

export function defineAuditReporter(reporter: AuditReporter): AuditReporter {
  return reporter;
}
