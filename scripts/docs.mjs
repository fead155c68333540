// npm run docs: writes what is said of units and schemas from the units and schemas themselves.
// With --check: compares and writes nothing.
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { withProblems } from "./setup/problem.mjs";

await withProblems(async () => {
  await ensureDependencies();
  await ensureBuilt();
  // Only now, for it imports what was just installed.
  const { writePages } = await import("./docs/pages.mjs");
  if (!(await writePages(process.argv.includes("--check")))) process.exitCode = 1;
});
