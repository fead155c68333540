import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import type { Test } from "tap";
import { runCli } from "../support/cli.ts";
import { written } from "../support/cured.ts";
import { auditSkip } from "../support/launchers.ts";
import { haproxy, nginx, two } from "../support/planted.ts";

const skips = { nginx: await auditSkip("nginx"), haproxy: await auditSkip("haproxy") };

/** With the real times, which nobody changed, this would take minutes. */
async function scaled(t: Test, text: string, more: readonly string[]) {
  const file = written(t, text);
  const result = await runCli([
    ...["audit", file, "--launcher", "netns", "--lanes", "1", "--time-scale", "0.005"],
    ...["--fault", "never-read", "--method", "GET", "--runs", join(dirname(file), "runs"), ...more],
  ]);
  t.equal(readFileSync(file, "utf8"), text, "the user's file is as it was");
  return result;
}

t.test("nginx: default timeouts, shortened", { skip: skips.nginx }, async (t) => {
  const text = nginx({
    http: `upstream app { ${two} }`,
    location: "proxy_pass http://app; proxy_connect_timeout 10s; proxy_read_timeout 80s;",
  });
  const report = JSON.parse((await scaled(t, text, ["--json"])).stdout) as AuditReport;
  t.equal(report.time_scale, 0.005);
  const [outcome] = report.routes[0]?.outcomes.filter(({ what }) => !what.includes("one")) ?? [];
  t.match(outcome, { end: "answered", status: 504, told: true });
  const { elapsed_ms = 0, real_ms = 0 } = outcome ?? {};
  t.ok(real_ms > 100 * elapsed_ms, `both are told: ${elapsed_ms}, ${real_ms}`);
  const found = report.findings.find(({ id }) => id === "long-wait");
  t.match(found?.title, "3 min", "what is computed is computed of the real times");
  t.match(found?.evidence[0]?.text, /with times × 0\.005 \(really about /);
});

t.test("HAProxy, with changes tried: in text", { skip: skips.haproxy }, async (t) => {
  const text = haproxy({
    defaults: "timeout client 2m\n  timeout connect 4s\n  timeout server 60s",
    backend: "option httpchk\n  server s1 10.0.3.7:8080 check inter 30s",
  });
  const { stdout, code } = await scaled(t, text, ["--verify-fix"]);
  t.equal(code, 1, stdout);
  t.match(stdout, /all times are multiplied by 0\.005/);
  t.match(stdout, /MEDIUM long-wait: A silent upstream keeps clients waiting 64 s/);
  t.match(stdout, /\+ timeout server 28s/);
  t.match(stdout, /tried {2}cured: it is gone/);
  t.match(stdout, /changes tried: \d cured/);
});

t.test("a factor that is none is refused", async (t) => {
  const { code, stderr } = await runCli(["audit", "nowhere", "--time-scale", "0"]);
  t.equal(code, 3);
  t.match(stderr, /expected a number from 0\.001 to 100/);
});
