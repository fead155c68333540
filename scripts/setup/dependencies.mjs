import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SetupProblem } from "./problem.mjs";
import { root, run, say } from "./shell.mjs";

/** Runs `npm ci` if what is installed is not what the lock file asks for. */
export async function ensureDependencies() {
  const [wanted, installed] = await Promise.all([
    readLock(join(root, "package-lock.json")),
    readLock(join(root, "node_modules", ".package-lock.json")),
  ]);
  if (!wanted) throw new SetupProblem("package-lock.json cannot be read.", 4);
  if (installed && sameDependencies(wanted, installed)) return;
  say(installed ? "Dependencies changed: npm ci" : "No dependencies yet: npm ci");
  const options = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  // Inside `npm run`, npm says where it is; that also spares a search for npm.cmd on Windows.
  const npm = process.env.npm_execpath;
  const code = npm ? await run(process.execPath, [npm, ...options]) : await run("npm", options);
  if (code !== 0) throw new SetupProblem(`npm ci ended with ${code}; see its message above.`, 4);
}

async function readLock(file) {
  try {
    return JSON.parse(await readFile(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/**
 * npm leaves out optional packages for other platforms, and the root itself. Contents are compared,
 * not times: a checkout or a copy of node_modules changes those.
 */
function sameDependencies(wanted, installed) {
  const same = (name) =>
    name === "" ||
    (installed[name] === undefined
      ? wanted[name].optional === true
      : installed[name].version === wanted[name].version);
  return Object.keys(wanted).every(same) && Object.keys(installed).every((name) => wanted[name]);
}
