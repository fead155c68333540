import { defineAuditReporter } from "../reporter.ts";

export default defineAuditReporter({
  id: "json",
  summary: "The whole report, for machines and for --against.",
  render: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
});
