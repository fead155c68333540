// npm run fix: mends what can be mended by itself: lint, format, generated docs.
import { build } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { withProblems } from "./setup/problem.mjs";

await withProblems(async () => {
  await ensureDependencies();
  const { checkFormat, checkLint, runNode } = await import("./check/programs.mjs");
  // Docs come last and from the build; prettier comes after eslint, whose fixes it may reformat.
  const left = [...(await checkLint("--fix")), ...(await checkFormat("--write"))];
  await build();
  left.push(...(await runNode("scripts/docs.mjs")));
  for (const text of left) console.log(text);
  process.exitCode = left.length > 0 ? 1 : 0;
});
