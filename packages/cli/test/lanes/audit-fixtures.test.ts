import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import { emptyFolder, runCli, workspace } from "../support/cli.ts";
import { auditSkip } from "../support/launchers.ts";

const fixtures = join(workspace, "packages/proxies/test/fixtures/haproxy");

/** Files that are named in the configuration, are not there, and cannot be made up. */
const cannotStart: Record<string, RegExp> = {
  "balancing-with-checks-and-backup": /cors\.lua/,
};

/** Routes that get no good answer from healthy upstreams yet, and why. */
const leftOut: Record<string, { route: RegExp; because: string }> = {
  "resolvers-service-discovery": { route: /> orders$/, because: "servers come from SRV records" },
  "stick-tables": { route: /> live$/, because: "it wants a WebSocket" },
  "tls-termination": { route: /8443 > site$/, because: "the client has no certificate to show" },
};

const folders = readdirSync(fixtures);
const skip = await auditSkip("haproxy");

for (const folder of folders) {
  t.test(`haproxy/${folder} starts, and its HTTP routes are well`, { skip }, async (t) => {
    const own = join(fixtures, folder);
    const names = readdirSync(own);
    const paths = names.includes("haproxy.cfg") ? [own] : names.map((name) => join(own, name));
    const result = await runCli([
      ...["audit", ...paths, "--launcher", "netns", "--lanes", "1", "--json"],
      ...["--fault", "refuse", "--method", "GET", "--runs", join(emptyFolder(t), "runs")],
    ]);
    const report = JSON.parse(result.stdout) as AuditReport;
    const [trouble = ""] = report.troubles;
    const missing = cannotStart[folder];
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
    const asked = report.routes.filter(
      ({ protocol, baseline }) => protocol === "http" && baseline.length > 0,
    );
    const bad = asked.filter(({ left_out }) => left_out !== undefined).map(({ id }) => id);
    const known = leftOut[folder];
    t.strictSame(
      bad.filter((id) => !known?.route.test(id)),
      [],
    );
    for (const { id, outcomes } of asked.filter(({ left_out }) => left_out === undefined)) {
      t.ok(outcomes.length > 0, `${id} was tried`);
      t.equal(outcomes.find(({ trouble: each }) => each !== undefined)?.trouble, undefined);
    }
  });
}
