import type { Finding } from "../finding.ts";
import { defineAuditReporter } from "../reporter.ts";
import type { AuditReport } from "../report.ts";

export default defineAuditReporter({
  id: "junit",
  summary: "JUnit XML: a test case for each route, which fails where something was found.",
  render: (report) => {
    const cases = casesOf(report);
    const failed = cases.filter(({ findings }) => findings.length > 0).length;
    const lines = cases.map(({ name, findings }) => caseLines(name, findings));
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="gatecrash audit" tests="${cases.length}" failures="${failed}">`,
      `<testsuite name="${escaped(report.version)}" tests="${cases.length}" failures="${failed}">`,
      ...lines.flat(),
      "</testsuite>",
      "</testsuites>",
      "",
    ].join("\n");
  },
});

function casesOf({ routes, findings }: AuditReport): { name: string; findings: Finding[] }[] {
  const whole = findings.filter(({ route }) => route === undefined);
  const byRoute = routes.map(({ id }) => ({
    name: id,
    findings: findings.filter(({ route }) => route === id),
  }));
  return [{ name: "the whole configuration", findings: whole }, ...byRoute];
}

function caseLines(name: string, findings: readonly Finding[]): string[] {
  const open = `<testcase classname="audit" name="${escaped(name)}"`;
  if (findings.length === 0) return [`${open}/>`];
  const failures = findings.map(({ id, title, why, cure, cause, evidence }) => {
    const where = cause ? `${cause.file}:${cause.line} ${cause.text}\n` : "";
    const text = `${where}${why}\n${cure}\n${evidence.map((each) => each.text).join("\n")}`;
    return `<failure type="${escaped(id)}" message="${escaped(title)}">${escaped(text)}</failure>`;
  });
  return [`${open}>`, ...failures, "</testcase>"];
}

/** XML 1.0 has no place for control characters, escaped or not. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\x20-\ud7ff\ue000-\ufffd]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
