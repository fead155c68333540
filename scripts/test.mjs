// npm test: sets up what is missing, then runs the suite. `npm test -- <files>` runs some of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { prepare } from "./setup/prepare.mjs";
import { withProblems } from "./setup/problem.mjs";
import { root } from "./setup/shell.mjs";
import { TapReader } from "./suite/read-tap.mjs";
import { summary, totalsOf } from "./suite/totals.mjs";

await withProblems(async () => {
  await prepare([]).catch((error) => {
    // Who reads the closing line alone must not take a suite that never began for a good one.
    console.log("0 passed, 1 failed, 0 skipped");
    throw error;
  });
  const { results, code } = await runTap(process.argv.slice(2));
  const totals = totalsOf(results, process.env.GATECRASH_REQUIRE_ALL === "1");
  // tap found something wrong that is no test: a bail out, no file of that name.
  if (code !== 0 && totals.failed === 0) totals.failed = 1;
  for (const line of summary(totals)) console.log(line);
  process.exitCode = totals.failed > 0 ? 1 : 0;
});

async function runTap(args) {
  const tap = join(root, "node_modules/tap/dist/esm/run.mjs");
  const child = spawn(process.execPath, [tap, "--reporter=tap", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const results = [];
  const reader = new TapReader((result) => {
    results.push(result);
    show(result);
  });
  const ended = once(child, "close");
  for await (const line of createInterface({ input: child.stdout })) reader.read(line);
  const [code] = await ended;
  return { results, code: code ?? 1 };
}

/** One line for a file that is well, all of its TAP for one that is not. */
function show(result) {
  if (!result.ok) for (const line of result.lines) console.log(line);
  const { file, ok, passed, failed, skips } = result;
  const counts = `${passed} passed, ${failed} failed, ${skips.length} skipped`;
  console.log(`${ok ? "ok  " : "FAIL"} ${file}: ${counts}`);
}
