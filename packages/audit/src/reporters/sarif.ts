import type { Edit } from "@gatecrash/core";
import type { Finding, Severity } from "../finding.ts";
import { defineAuditReporter } from "../reporter.ts";

const levels: Record<Severity, string> = { high: "error", medium: "warning", low: "note" };

export default defineAuditReporter({
  id: "sarif",
  summary: "SARIF 2.1.0, for code scanning: each finding at the line that causes it.",
  render: ({ findings }) => {
    const ids = [...new Set(findings.map(({ id }) => id))];
    const rules = ids.map((id) => {
      const finding = findings.find((each) => each.id === id);
      return {
        id,
        shortDescription: { text: finding?.title ?? id },
        help: { text: finding?.cure ?? "" },
        defaultConfiguration: { level: levels[finding?.severity ?? "low"] },
      };
    });
    const driver = { name: "gatecrash", rules };
    const log = {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [{ tool: { driver }, results: findings.map(resultOf) }],
    };
    return `${JSON.stringify(log, undefined, 2)}\n`;
  },
});

function resultOf(finding: Finding) {
  const { id, severity, title, why, cure, cause, evidence, route, edits, verified } = finding;
  const shown = evidence.map(({ text }) => text).join("\n");
  const place = cause && {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(cause.file) },
      region: { startLine: Math.max(1, cause.line), snippet: { text: cause.text } },
    },
  };
  return {
    ruleId: id,
    level: levels[severity],
    message: { text: [title, why, cure, shown].filter((text) => text !== "").join("\n\n") },
    locations: place ? [place] : [],
    ...(edits.length > 0 ? { fixes: [fixOf(cure, edits)] } : {}),
    ...(verified ? { properties: { verified: verified.result, because: verified.because } } : {}),
    // The same finding in the next run, whatever was added above its line.
    partialFingerprints: { "gatecrash/v1": [id, route ?? "", cause?.text ?? ""].join("|") },
  };
}

/** The change as SARIF has it: what is taken out of each file, and what is put in. */
function fixOf(cure: string, edits: readonly Edit[]) {
  const files = [...new Set(edits.map(({ at }) => at.file))];
  const artifactChanges = files.map((file) => ({
    artifactLocation: { uri: encodeURI(file) },
    replacements: edits
      .filter(({ at }) => at.file === file)
      .map(({ from, to, text }) => ({
        deletedRegion: {
          startLine: from.line,
          startColumn: from.column,
          endLine: to.line,
          endColumn: to.column,
        },
        insertedContent: { text },
      })),
  }));
  return { description: { text: cure }, artifactChanges };
}
