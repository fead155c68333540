import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import { emptyFolder, runCli, workspace } from "../support/cli.ts";
import { auditSkip } from "../support/launchers.ts";

/** Some twenty audits of several seconds each. */
t.setTimeout(900_000);

const fixtures = join(workspace, "packages/proxies/test/fixtures");

/** Files that are named in the configuration, are not there, and cannot be made up. */
const cannotStart: Record<string, RegExp> = {
  "haproxy/balancing-with-checks-and-backup": /cors\.lua/,
};

const all = (["nginx", "haproxy"] as const).flatMap((proxy) =>
  readdirSync(join(fixtures, proxy)).map((folder) => ({ proxy, folder })),
);
const skips = { nginx: await auditSkip("nginx"), haproxy: await auditSkip("haproxy") };

/** What is given to the audit: a folder, or for HAProxy each file and folder by itself. */
function pathsOf(own: string): string[] {
  const names = readdirSync(own);
  const isWhole = names.includes("haproxy.cfg") || names.includes("nginx.conf");
  return isWhole ? [own] : names.map((name) => join(own, name));
}

for (const { proxy, folder } of all) {
  const name = `${proxy}/${folder}`;
  t.test(`${name} starts, and its routes are well`, { skip: skips[proxy] }, async (t) => {
    const result = await runCli([
      ...["audit", ...pathsOf(join(fixtures, name)), "--launcher", "netns", "--lanes", "1"],
      ...["--json", "--fault", "refuse,close-on-accept", "--method", "GET"],
      ...["--runs", join(emptyFolder(t), "runs")],
    ]);
    t.match(result.stdout, /^\{/, result.stderr);
    const report = JSON.parse(result.stdout) as AuditReport;
    const [trouble = ""] = report.troubles;
    const missing = cannotStart[name];
    if (missing) {
      t.match(trouble, missing, "it says itself what is missing");
      return;
    }
    const limit = /Cannot raise FD limit to \d+, limit is \d+/.exec(trouble);
    if (limit) {
      t.pass("it did not start", { skip: limit[0] });
      return;
    }
    t.equal(trouble, "");
    const asked = report.routes.filter(({ baseline }) => baseline.length > 0);
    t.ok(asked.length > 0, "there are routes");
    const bad = asked.filter(({ left_out }) => left_out !== undefined);
    t.strictSame(bad, []);
    for (const { id, outcomes } of asked.filter(({ left_out }) => left_out === undefined)) {
      t.ok(
        outcomes.some(({ told }) => told),
        `${id} was tried`,
      );
      t.equal(outcomes.find(({ trouble: each }) => each !== undefined)?.trouble, undefined);
    }
  });
}
