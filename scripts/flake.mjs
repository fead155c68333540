// npm run flake [-- --times 50 --launcher netns --fault id …]: runs the matrix many times while both
// cores are kept busy, and prints how many verdicts changed. Racy rows (those with several outcomes
// that are all right) are counted apart. Exits 1 if a verdict changed.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { SetupProblem, withProblems } from "./setup/problem.mjs";
import { busyCores } from "./flake/busy-cores.mjs";
import { Tally } from "./flake/tally.mjs";

const options = /** @type {const} */ ({
  times: { type: "string", default: "50" },
  launcher: { type: "string", default: "auto" },
  proxy: { type: "string", multiple: true, default: [] },
  fault: { type: "string", multiple: true, default: [] },
  seed: { type: "string", default: "flake" },
});

/** A run that takes longer than this hangs. */
const run_ms_max = 600_000;

await withProblems(async () => {
  const { values } = parseArgs({ options });
  const times = Number(values.times);
  if (!Number.isInteger(times) || times < 1 || times > 1_000) {
    throw new SetupProblem(`--times ${values.times}: expected a number from 1 to 1000`, 3);
  }
  await ensureDependencies();
  await ensureBuilt();
  const folder = await mkdtemp(join(tmpdir(), "gatecrash-flake-"));
  const load = busyCores(availableParallelism());
  const tally = new Tally();
  const interrupted = interruption();
  try {
    for (let time = 1; time <= times; time += 1) {
      const report = await matrix(folder, values, interrupted);
      if (interrupted.aborted) break;
      tally.add(report);
      console.log(`run ${time} of ${times}: ${tally.line()}`);
    }
  } finally {
    load.stop();
    await rm(folder, { recursive: true, force: true });
  }
  for (const line of tally.summary()) console.log(line);
  if (tally.changed > 0) process.exitCode = 1;
  if (interrupted.aborted) process.exitCode = 130;
});

/** Aborted when somebody wants this to end: what was counted is told, and nothing is left behind. */
function interruption() {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => controller.abort());
  return controller.signal;
}

/**
 * One run of the matrix; its report.
 * @param {string} folder
 * @param {{ launcher: string, proxy: string[], fault: string[], seed: string }} values
 * @param {AbortSignal} interrupted ends it
 */
async function matrix(folder, { launcher, proxy, fault, seed }, interrupted) {
  const bin = new URL("../packages/cli/bin/gatecrash.js", import.meta.url).pathname;
  const output = join(folder, "report.json");
  const args = [
    ...[bin, "matrix", "--launcher", launcher, "--seed", seed, "--runs", join(folder, "runs")],
    ...["--reporter", "json", "--output", output],
    ...proxy.flatMap((each) => ["--proxy", each]),
    ...fault.flatMap((each) => ["--fault", each]),
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const end = () => child.kill("SIGTERM");
  const timer = setTimeout(end, run_ms_max);
  interrupted.addEventListener("abort", end);
  if (interrupted.aborted) end();
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  interrupted.removeEventListener("abort", end);
  if (interrupted.aborted) return undefined;
  const text = await readFile(output, "utf8").catch(() => {
    throw new SetupProblem(`the matrix ended with ${code} and wrote no report`, 2);
  });
  await rm(join(folder, "runs"), { recursive: true, force: true });
  await rm(output);
  return JSON.parse(text);
}
