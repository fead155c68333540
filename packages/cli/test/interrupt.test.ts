import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { reportSchema } from "@gatecrash/core";
import t from "tap";
import { emptyFolder, resultOf, startCli } from "./support/cli.ts";
import { launcherSkip } from "./support/launchers.ts";

const look_every_ms = 10;

t.test(
  "Ctrl-C: what had ended is judged, and the end of the run is held against no proxy",
  { skip: await launcherSkip("process") },
  async (t) => {
    const folder = emptyFolder(t);
    const history = join(folder, "latest/history.jsonl");
    const reporter = ["--reporter", "json", "--runs", folder];
    const child = startCli(["matrix", "--launcher", "process", ...reporter]);
    const ended = resultOf(child);
    const trialEnded = () =>
      existsSync(history) && readFileSync(history, "utf8").includes('"kind":"trial-ended"');
    while (child.exitCode === null && !trialEnded()) {
      await new Promise((resolve) => setTimeout(resolve, look_every_ms));
    }
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    t.equal(code, 2, stderr);
    t.match(stderr, "what was recorded is kept");
    const report = reportSchema.parse(JSON.parse(stdout));
    t.ok(report.interrupted);
    t.ok((report.totals.pass ?? 0) > 0, "there were trials that had ended");
    t.ok((report.totals.unknown ?? 0) > 0, "and trials that had not");
    // Other tests run beside this one: a busy machine is a reason of its own.
    const known = /^not (run|finished): the run was interrupted$|^the machine was too busy/;
    t.strictSame(
      report.trials
        .filter(({ verdict }) => verdict !== "pass" && verdict !== "skipped")
        .filter(({ reason }) => !known.test(reason))
        .map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason}`),
      [],
    );
    t.strictSame(report.troubles, [], "ending it was no trouble");
  },
);
