import { createHash } from "node:crypto";
import { access, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { bundle } from "./bundle.mjs";
import { SetupProblem } from "./problem.mjs";
import { root, run, say } from "./shell.mjs";

const stamp = join(root, "node_modules", ".cache", "gatecrash", "built");
const packages = join(root, "packages");

/** Builds if a source changed since the last build; finding that out starts no process. */
export async function ensureBuilt() {
  const [now, before] = await Promise.all([signature(), readFile(stamp, "utf8").catch(() => "")]);
  if (now === before && (await outputsExist())) return;
  say("Sources changed: tsc -b");
  await build(now);
}

/** Builds all packages, whatever the stamp says. */
export async function build(now) {
  const seen = now ?? (await signature());
  await removeStale();
  const code = await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"]);
  if (code !== 0) throw new SetupProblem("The sources do not compile; see above.", 1);
  await bundle();
  await mkdir(join(stamp, ".."), { recursive: true });
  // The state from before tsc: what changes meanwhile is built next time.
  await writeFile(stamp, seen);
}

/** A digest over names, sizes and times of all that tsc reads. */
async function signature() {
  const names = await packageNames();
  const sources = await Promise.all(names.map((name) => filesUnder(join(packages, name, "src"))));
  const settings = ["tsconfig.base.json", "tsconfig.json"].map((file) => join(root, file));
  const own = names.flatMap((name) =>
    ["package.json", "tsconfig.json"].map((file) => join(packages, name, file)),
  );
  const lines = await Promise.all([...settings, ...own, ...sources.flat()].map(describe));
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}

async function describe(file) {
  const found = await stat(file).catch(() => undefined);
  return `${relative(root, file)} ${found?.size} ${found?.mtimeMs}`;
}

/** A `dist` folder may have been removed since. */
async function outputsExist() {
  const names = await packageNames();
  const there = names.map((name) =>
    access(join(packages, name, "dist", ".tsbuildinfo")).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(there)).every(Boolean);
}

/**
 * tsc keeps the output of a source that is gone. The folders of faults, proxies and reporters are
 * catalogues, so such a file would still be offered.
 */
async function removeStale() {
  for (const name of await packageNames()) {
    const folder = (part) => join(packages, name, part);
    const sources = new Set(
      (await filesUnder(folder("src"))).map((file) =>
        relative(folder("src"), file).replace(/\.ts$/, ""),
      ),
    );
    for (const file of await filesUnder(folder("dist"))) {
      const source = relative(folder("dist"), file).replace(/\.(d\.ts|js)(\.map)?$/, "");
      if (source !== ".tsbuildinfo" && !sources.has(source)) await rm(file, { force: true });
    }
  }
}

async function packageNames() {
  const entries = await readdir(packages, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function filesUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
  return (await Promise.all(nested)).flat();
}
