import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import type { Test } from "tap";
import { emptyFolder, runCli } from "../support/cli.ts";
import { auditSkip } from "../support/launchers.ts";
import { shown } from "../support/planted-shown.ts";
import type { Planted } from "../support/planted.ts";

/** Forty audits of a few seconds each: more than a file usually may take. */
t.setTimeout(900_000);

/** Audits one text with the faults that show the finding. */
async function audit(t: Test, { faults, methods }: Planted, text: string): Promise<AuditReport> {
  const folder = emptyFolder(t);
  const name = text.includes("worker_processes") ? "nginx.conf" : "haproxy.cfg";
  writeFileSync(join(folder, name), text);
  const result = await runCli([
    ...["audit", join(folder, name), "--launcher", "netns", "--lanes", "1", "--json"],
    ...["--fault", faults.join(","), "--method", methods.join(",")],
    ...["--runs", join(folder, "runs")],
  ]);
  t.ok(result.code === 0 || result.code === 1, `it told: ${result.stderr}`);
  const report = JSON.parse(result.stdout) as AuditReport;
  t.strictSame(report.troubles, []);
  t.ok(
    report.routes[0]?.baseline.every(({ status }) => status === 200),
    "healthy routes are well",
  );
  const outcomes = report.routes.flatMap((route) => route.outcomes);
  t.ok(
    outcomes.some(({ told }) => told),
    JSON.stringify(outcomes),
  );
  return report;
}

for (const planted of shown) {
  const { finding, variant = "", proxy, only_on, broken, corrected, cause = "" } = planted;
  const skip = await auditSkip(proxy, only_on);
  t.test(`${finding} ${variant}`, { skip }, async (t) => {
    const [report, twin] = await Promise.all([
      audit(t, planted, broken),
      audit(t, planted, corrected),
    ]);
    const found = report.findings.find(({ id }) => id === finding);
    t.ok(found, `it is found: ${JSON.stringify(report.routes)}`);
    const line = broken.split("\n")[(found?.cause?.line ?? 0) - 1] ?? "";
    t.ok(line.includes(cause), `the cause is ${cause}, not ${line}`);
    t.ok((found?.evidence.length ?? 0) > 0, "there is evidence");
    const left = twin.findings.filter(({ id }) => id === finding);
    t.strictSame(left, [], "the corrected twin has it not");
  });
}
