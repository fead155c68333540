import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import type { Test } from "tap";
import { runCli } from "../support/cli.ts";
import { written } from "../support/cured.ts";
import { auditSkip } from "../support/launchers.ts";
import { shown } from "../support/planted-shown.ts";
import { nginx } from "../support/planted.ts";
import type { Planted } from "../support/planted.ts";

/** Twenty audits, each with a world more for every change that is tried. */
t.setTimeout(900_000);

const nginxSkip = await auditSkip("nginx");

/** Audits a text and tries the changes that are proposed. */
async function verified(
  t: Test,
  { faults, methods }: Pick<Planted, "faults" | "methods">,
  text: string,
): Promise<AuditReport> {
  const file = written(t, text);
  const result = await runCli([
    ...["audit", file, "--launcher", "netns", "--lanes", "1", "--json", "--verify-fix"],
    ...["--fault", faults.join(","), "--method", methods.join(",")],
    ...["--runs", join(dirname(file), "runs")],
  ]);
  t.equal(result.code, 1, result.stderr);
  t.equal(readFileSync(file, "utf8"), text, "the user's file is as it was");
  return JSON.parse(result.stdout) as AuditReport;
}

/** No directive cures these, or which is not for us to say. */
const byHand: readonly string[] = ["nginx raw-bytes", "nginx limit-reached", "haproxy proxy-dies"];

/** The page said 200 of this, too: what the change lets be seen was there before. */
const uncovered: Readonly<Record<string, string>> = {
  "nginx error-page-misleads": "group-taken-out",
};

for (const planted of shown) {
  const { finding, variant = "", proxy, only_on, broken } = planted;
  const skip = await auditSkip(proxy, only_on);
  t.test(`${finding} ${variant} (${proxy})`, { skip }, async (t) => {
    const report = await verified(t, planted, broken);
    const found = report.findings.find(({ id }) => id === finding);
    if (byHand.includes(`${proxy} ${finding}`)) {
      t.strictSame(found?.edits, []);
      t.ok(found?.by_hand, "it says why there is no change");
      return;
    }
    t.equal(found?.by_hand, undefined);
    t.ok((found?.edits.length ?? 0) > 0, "there is a change");
    const { result, because = "", new_findings } = found?.verified ?? {};
    const other = variant === "" ? uncovered[`${proxy} ${finding}`] : undefined;
    t.equal(result, other === undefined ? "cured" : "worse", because);
    t.match(because, /^it is gone/);
    t.strictSame(
      (new_findings ?? []).map(({ id }) => id),
      other === undefined ? [] : [other],
    );
  });
}

t.test(
  "no more than ten changes are tried, and the others are named",
  { skip: nginxSkip },
  async (t) => {
    const locations = Array.from(
      { length: 12 },
      (_, index) => `location /${index}/ { proxy_pass http://app; proxy_read_timeout 5m; }`,
    );
    const text = nginx({ location: "return 204;", server: locations.join("\n    ") });
    const { verification, findings } = await verified(
      t,
      { faults: ["error-status"], methods: ["GET"] },
      text,
    );
    t.equal(findings.length, 12);
    t.match(verification, { cured: 10, worse: 0, not_cured: 0, unknown: 0, by_hand: 0 });
    t.strictSame(verification?.left_out, ["long-wait", "long-wait"]);
  },
);

t.test("nginx starts with buffers whose limits go together", { skip: nginxSkip }, async (t) => {
  const text = nginx({
    location: "proxy_pass http://app; proxy_busy_buffers_size 60k; proxy_buffers 16 4k;",
  });
  const report = await verified(t, { faults: ["oversized-header"], methods: ["GET"] }, text);
  const found = report.findings.find(({ id }) => id === "small-buffers");
  t.match(found?.verified, { result: "cured", because: "it is gone" });
});
