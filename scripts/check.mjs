// npm run check: all that can be said without running a test. One line for each thing that is well.
import { checkDependencies } from "./check/dependencies.mjs";
import { listSources } from "./check/files.mjs";
import { checkLeftovers } from "./check/leftovers.mjs";
import { checkLimits } from "./check/limits.mjs";
import { checkFormat, checkLint, checkShell, checkTestTypes, runNode } from "./check/programs.mjs";
import { checkScripts } from "./check/scripts.mjs";
import { checkUnits } from "./check/units.mjs";
import { build } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { withProblems } from "./setup/problem.mjs";

/** By name; each gives back what is wrong, and may add a note. */
const checks = {
  "types of tests": () => checkTestTypes(),
  lint: () => checkLint(),
  format: () => checkFormat(),
  "dependency rule": () => checkDependencies(listSources()),
  "size of files and functions": () => checkLimits(listSources()),
  "acts are yielded": () => checkScripts(listSources()),
  "units of the catalogue": () => checkUnits(),
  "nothing left over": () => checkLeftovers(),
  "shell scripts": () => checkShell(),
  "generated docs": () => runNode("scripts/docs.mjs", "--check"),
};

await withProblems(async () => {
  await ensureDependencies();
  await build();
  console.log("ok   types");
  // All at once: the slow ones are processes of their own.
  const results = Object.entries(checks).map(async ([name, check]) => show(name, await check()));
  const good = await Promise.all(results);
  if (good.includes(false)) process.exitCode = 1;
});

function show(name, result) {
  const { wrong, note } = Array.isArray(result) ? { wrong: result, note: undefined } : result;
  console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${name}${note ? ` (${note})` : ""}`);
  for (const line of wrong) console.log(`     ${line.replaceAll("\n", "\n     ")}`);
  return wrong.length === 0;
}
