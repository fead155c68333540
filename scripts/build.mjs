// npm run build: compiles all packages, and bundles the programs that a run starts by the dozen.
import { build } from "./setup/build.mjs";
import { withProblems } from "./setup/problem.mjs";

await withProblems(() => build());
