import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reportSchema } from "@gatecrash/core";
import t from "tap";
import { loadProxies } from "../../src/catalogue.ts";
import { emptyFolder, runCli } from "../support/cli.ts";
import { launcherSkip } from "../support/launchers.ts";

/** Every pinned version of every proxy, as the command line names it. */
const pinned = [...(await loadProxies()).values()].flatMap(({ id, image, pinned }) =>
  pinned.map((version) => ({ name: `${id}@${version}`, image: `${image}:${version}` })),
);

async function skipReason(): Promise<string | false> {
  const launcher = await launcherSkip("docker");
  if (launcher !== false) return launcher;
  const missing = pinned.filter(({ image }) => !hasImage(image)).map(({ image }) => image);
  return missing.length > 0 && `launcher docker: no image ${missing.join(", ")}`;
}

function hasImage(image: string): boolean {
  try {
    execFileSync("docker", ["image", "inspect", image], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

t.test(
  "the whole catalogue on every pinned version, in containers",
  { skip: await skipReason() },
  async (t) => {
    const folder = emptyFolder(t);
    const output = join(folder, "report.json");
    const names = pinned.map(({ name }) => name).join(",");
    const { code, stderr } = await runCli([
      ...["matrix", "--launcher", "docker", "--proxy", names, "--runs", join(folder, "runs")],
      ...["--reporter", "json", "--output", output],
    ]);
    const report = reportSchema.parse(JSON.parse(readFileSync(output, "utf8")));
    const run = report.trials.filter(({ verdict }) => verdict !== "skipped");
    const wrong = run.filter(({ verdict }) => verdict !== "pass");
    t.strictSame(
      wrong.map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason}`),
      [],
      stderr,
    );
    t.equal(code, 0);
    t.equal(Object.keys(report.versions).length, pinned.length, "each version was there");
    for (const [name, version] of Object.entries(report.versions)) {
      t.ok(version.startsWith(name.split("@")[1] ?? "?"), `${name} was ${version}`);
    }
    // What no lane and no scenario lacks can only be missing in the proxy itself, which says so.
    const lacking = report.trials.filter(({ verdict }) => verdict === "skipped");
    const reasons = [...new Set(lacking.map(({ reason }) => reason))];
    t.notMatch(reasons.join("\n"), /launcher|image|capabilit/, "all that a lane needs is there");
    t.ok(run.length > report.trials.length / 2, "most of the catalogue was run");
    const logged = run.filter(({ proxy_log }) => proxy_log.length > 0);
    t.ok(logged.length > run.length * 0.9, "their logs were read");
  },
);
