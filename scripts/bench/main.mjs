// npm run bench [-- --only name]: prints ratios and sizes beside what they should be. It asserts
// nothing: on a busy machine it would lie.
import { parseArgs } from "node:util";
import { ensureBuilt } from "../setup/build.mjs";
import { ensureDependencies } from "../setup/dependencies.mjs";
import { SetupProblem, withProblems } from "../setup/problem.mjs";

/** Each measures one thing and gives its rows of the table. */
const benches = {
  throughput: () => import("./throughput.mjs"),
  start: () => import("./start.mjs"),
  silent: () => import("./silent.mjs"),
  matrix: () => import("./matrix.mjs"),
};

await withProblems(async () => {
  const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });
  const names = values.only ?? Object.keys(benches);
  for (const name of names) {
    if (Object.hasOwn(benches, name)) continue;
    const known = Object.keys(benches).join(", ");
    throw new SetupProblem(`there is no bench "${name}"; there are ${known}`, 3);
  }
  await ensureDependencies();
  await ensureBuilt();
  print(["what", "measured", "should be"]);
  for (const name of names) {
    const { bench } = await benches[name]();
    for await (const row of bench()) print(row);
  }
});

/** @param {readonly string[]} row */
function print([what = "", measured = "", target = ""]) {
  console.log(`${what.padEnd(52)} ${measured.padStart(14)}   ${target}`.trimEnd());
}
