// npm run matrix: sets up what is missing, then runs the whole catalogue against nginx and HAProxy.
import { prepare } from "./setup/prepare.mjs";
import { withProblems } from "./setup/problem.mjs";

const args = process.argv.slice(2);

await withProblems(async () => {
  await prepare(args);
  const bin = new URL("../packages/cli/bin/gatecrash.js", import.meta.url);
  process.argv.splice(2, args.length, "matrix", ...args);
  // In this process: another node would cost the time that the first trial may take.
  await import(bin.href);
});
