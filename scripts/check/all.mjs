import { checkCoverage } from "./coverage.mjs";
import { checkDependencies } from "./dependencies.mjs";
import { listSources } from "./files.mjs";
import { checkLeftovers } from "./leftovers.mjs";
import { checkLimits } from "./limits.mjs";
import { checkFormat, checkLint, checkShell, checkTestTypes, runNode } from "./programs.mjs";
import { checkPublish } from "./publish.mjs";
import { checkScripts } from "./scripts.mjs";
import { checkUnits } from "./units.mjs";

/** By name; each gives back what is wrong, and may add a note. */
const checks = {
  "types of tests": () => checkTestTypes(),
  lint: () => checkLint(),
  format: () => checkFormat(),
  "dependency rule": (sources) => checkDependencies(sources),
  "size of files and functions": (sources) => checkLimits(sources),
  "acts are yielded": (sources) => checkScripts(sources),
  "units of the catalogue": () => checkUnits(),
  "coverage of what proxies log": () => checkCoverage(),
  "what is published": () => checkPublish(),
  "nothing left over": () => checkLeftovers(),
  "shell scripts": () => checkShell(),
  "generated docs": () => runNode("scripts/docs.mjs", "--check"),
};

/** @returns {Promise<boolean>} true if all is well */
export async function runChecks() {
  const sources = listSources();
  // All at once: the slow ones are processes of their own.
  const results = Object.entries(checks).map(async ([name, check]) =>
    show(name, await check(sources)),
  );
  return !(await Promise.all(results)).includes(false);
}

function show(name, result) {
  const { wrong, note } = Array.isArray(result) ? { wrong: result, note: undefined } : result;
  console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${name}${note ? ` (${note})` : ""}`);
  for (const line of wrong) console.log(`     ${line.replaceAll("\n", "\n     ")}`);
  return wrong.length === 0;
}
