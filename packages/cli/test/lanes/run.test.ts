import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { observe, parseHistory, reportSchema } from "@gatecrash/core";
import type { Entry, Report } from "@gatecrash/core";
import t from "tap";
import { emptyFolder, runCli } from "../support/cli.ts";
import { launcherSkip } from "../support/launchers.ts";

const faults = "refuse,full-backlog,close-before-head,cut-body,garbage,crash,error-status";

/** Runs the matrix of some faults and reads its report and history. */
async function matrix(folder: string, args: readonly string[]) {
  const output = join(folder, "report.json");
  const common = ["--runs", join(folder, "runs"), "--reporter", "json", "--output", output];
  const result = await runCli(["matrix", "--fault", faults, ...common, ...args]);
  const report: Report = reportSchema.parse(JSON.parse(readFileSync(output, "utf8")));
  const file = join(folder, "runs", "latest", "history.jsonl");
  return { ...result, report, file, entries: parseHistory(readFileSync(file, "utf8")) };
}

/** What the upstream did, trial by trial: which of two connections came first may differ. */
function actsOf(entries: readonly Entry[]): Record<string, string[]> {
  const views = observe(entries).trials.map(({ trial, acts }) => {
    const list = acts.map(({ connection, index, act, bytes }) => [connection, index, act, bytes]);
    return [trial.id, list.map((each) => JSON.stringify(each)).sort()] as const;
  });
  return Object.fromEntries(views);
}

const verdictsOf = ({ trials }: Report) => trials.map(({ id, verdict, got }) => [id, verdict, got]);

for (const launcher of ["netns", "process"]) {
  t.test(
    `${launcher}: the matrix is as expected, and the same seed gives the same`,
    { skip: await launcherSkip(launcher) },
    async (t) => {
      const args = ["--launcher", launcher, "--seed", "same"];
      const first = await matrix(emptyFolder(t), args);
      t.equal(first.code, 0, first.stdout + first.stderr);
      t.ok(first.report.trials.length > 20, "there were trials");
      t.strictSame(
        first.report.trials
          .filter(({ verdict }) => verdict !== "pass")
          .map(({ id, reason }) => [id, reason]),
        [],
        "every trial passes",
      );
      const statusOf = (fault: string, proxy: string) =>
        first.report.trials.find((trial) => trial.fault === fault && trial.proxy === proxy)?.outcome
          ?.status;
      t.strictSame([statusOf("refuse", "nginx"), statusOf("refuse", "haproxy")], [502, 503]);
      t.strictSame(
        [statusOf("full-backlog", "nginx"), statusOf("full-backlog", "haproxy")],
        [504, 503],
      );

      const second = await matrix(emptyFolder(t), [...args, "--width", "3"]);
      t.strictSame(
        actsOf(second.entries),
        actsOf(first.entries),
        "the same acts, at another width",
      );
      t.strictSame(verdictsOf(second.report), verdictsOf(first.report), "and the same verdicts");
    },
  );
}

t.test(
  "a recorded run is judged again, and a cut one is unknown, not a pass",
  { skip: await launcherSkip("process") },
  async (t) => {
    const folder = emptyFolder(t);
    const run = await matrix(folder, ["--launcher", "process"]);
    const again = await runCli(["judge", run.file, "--reporter", "json"]);
    t.equal(again.code, 0);
    t.strictSame(verdictsOf(reportSchema.parse(JSON.parse(again.stdout))), verdictsOf(run.report));

    const text = readFileSync(run.file, "utf8");
    const cut = join(folder, "cut.jsonl");
    writeFileSync(cut, text.slice(0, Math.floor(text.length * 0.6)));
    const judged = await runCli(["judge", cut, "--reporter", "json"]);
    t.equal(judged.code, 2);
    const report = reportSchema.parse(JSON.parse(judged.stdout));
    t.ok(report.interrupted);
    t.ok((report.totals.unknown ?? 0) > 0, "what is not in the record is unknown");

    for (const reporter of ["text", "junit", "tap", "markdown"]) {
      const shown = await runCli(["report", cut, "--reporter", reporter]);
      t.equal(shown.code, 0, reporter);
      t.match(shown.stdout, "close-before-head", reporter);
    }
  },
);

const scenario = (text: string) => `title: A test\n${text}`;

t.test(
  "exit codes: a wrong expectation fails, all skipped is 77, --fail-fast ends early",
  { skip: await launcherSkip("process") },
  async (t) => {
    const folder = emptyFolder(t);
    const file = join(folder, "wrong.yaml");
    const expect = "expect: { nginx: { status: 200, because: it is not so } }";
    writeFileSync(
      file,
      scenario(`proxies: [nginx]\nfaults: [{ use: refuse }, { use: garbage }]\n${expect}\n`),
    );
    const common = ["--launcher", "process", "--runs", join(folder, "runs")];
    const failed = await runCli(["run", file, ...common]);
    t.equal(failed.code, 1, failed.stderr);
    t.match(failed.stdout, /expected 200, got 502/);
    const fast = await runCli(["run", file, ...common, "--fail-fast", "--width", "1"]);
    t.equal(fast.code, 1, fast.stderr);

    writeFileSync(file, scenario("waiting_for: what is not there\nfaults: [{ use: refuse }]\n"));
    const skipped = await runCli(["run", file, ...common]);
    t.equal(skipped.code, 77);
    t.match(skipped.stdout, "what is not there");
  },
);

t.test(
  "an act list, a matcher and a request body written in a scenario",
  { skip: await launcherSkip("process") },
  async (t) => {
    const folder = emptyFolder(t);
    const file = join(folder, "script.yaml");
    writeFileSync(
      file,
      scenario(`
requests: [GET /good, { method: POST, path: /bad, body_bytes: 20 }, GET /good]
faults:
  - name: half-a-body
    symptom: body-cut-short
    detail: length-fin
    when: { path: /bad, method: POST }
    script:
      - read-head
      - read-body
      - send: "HTTP/1.1 200 OK\\r\\nContent-Length: 10\\r\\n\\r\\nhalf"
      - sleep_ms: 100
      - finish
`),
    );
    const run = await runCli([
      "run",
      file,
      "--launcher",
      "process",
      "--reporter",
      "json",
      "--runs",
      join(folder, "runs"),
    ]);
    t.equal(run.code, 0, run.stdout + run.stderr);
    const report = reportSchema.parse(JSON.parse(run.stdout));
    for (const trial of report.trials) {
      t.strictSame(
        trial.exchanges.map(({ end }) => end),
        ["answered", "cut-short", "answered"],
        trial.proxy,
      );
      t.strictSame(trial.request, { method: "POST", path: "/bad", body_bytes: 20 });
    }
  },
);
