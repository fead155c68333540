// npm run check: all that can be said without running a test. One line for each thing that is well.
import { build } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { withProblems } from "./setup/problem.mjs";

await withProblems(async () => {
  await ensureDependencies();
  await build();
  console.log("ok   types");
  // Only now, for it imports what was just installed.
  const { runChecks } = await import("./check/all.mjs");
  if (!(await runChecks())) process.exitCode = 1;
});
