// Joins what agents and upstream processes load into a few files. A run starts them by the dozen, and
// to find and read some 300 modules takes longer than all else they do at their start.
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { SetupProblem } from "./problem.mjs";
import { root, say } from "./shell.mjs";

const packages = join(root, "packages");
const cli = join(packages, "cli");
/** As deep as `dist`, so that what a module names by its own address is found from here, too. */
const folder = join(cli, "bundle");

const programs = ["agent-main", "worker-main"];

/** Some of what is joined is CommonJS and asks for modules of node. */
const requireForCommonJs =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/**
 * Bundles the programs from what tsc built. Last of all it writes down which packages are in it:
 * `bundle.ts` of the cli uses it only while it is newer than the builds of these.
 */
export async function bundle() {
  await rm(folder, { recursive: true, force: true });
  const sources = await joinModules();
  if (!sources) return;
  await writeFile(join(folder, "LICENSES.txt"), await licences(sources));
  const names = sources.flatMap((file) => /^packages\/([^/]+)\/dist\//.exec(file)?.[1] ?? []);
  const made_of = [...new Set(names)].sort();
  // Whole or not at all, on a full disk too: agents read it.
  await writeFile(join(folder, "made-of.new"), `${JSON.stringify(made_of)}\n`);
  await rename(join(folder, "made-of.new"), join(folder, "made-of.json"));
}

/**
 * Writes the bundle.
 * @returns {Promise<string[] | undefined>} files that are in it; undefined if esbuild cannot run here
 */
async function joinModules() {
  const { build } = await import("esbuild");
  const entryPoints = [...programs.map(programEntry), ...(await faultEntries())];
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints,
      outdir: folder,
      bundle: true,
      // What programs and faults share is loaded once.
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node20.19",
      metafile: true,
      legalComments: "none",
      logLevel: "error",
      banner: { js: requireForCommonJs },
      plugins: [catalogue, englishOnly],
    });
    return Object.keys(metafile.inputs);
  } catch (error) {
    if (Array.isArray(error.errors)) {
      throw new SetupProblem("The programs cannot be bundled; see above.", 1);
    }
    // It comes with a program for each kind of machine, but not for every one.
    say(`Not bundled, so agents start slower: ${error.message.split("\n")[0]}`);
    return undefined;
  }
}

const programEntry = (name) => ({ in: join(cli, "dist", `${name}.js`), out: name });

/** Each fault stays a file of its own: the folder is the catalogue. */
async function faultEntries() {
  const faults = join(packages, "faults", "dist");
  const files = await readdir(faults, { recursive: true });
  return files
    .filter((file) => file.endsWith(".js") && file !== "index.js")
    .map((file) => ({ in: join(faults, file), out: join("faults", file.replace(/\.js$/, "")) }));
}

const catalogue = {
  name: "catalogue",
  setup(build) {
    const contents = 'export const folder = new URL("./faults/", import.meta.url);';
    build.onLoad({ filter: /[\\/]faults[\\/]dist[\\/]index\.js$/ }, () => ({ contents }));
  },
};

/** zod has its messages in 64 languages, which nobody chooses here. */
const englishOnly = {
  name: "english-only",
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
      contents: 'export { default as en } from "./en.js";',
      resolveDir: dirname(path),
    }));
  },
};

/** What is joined is given on, and with it its licences. */
async function licences(sources) {
  const folders = sources.flatMap(
    (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  const texts = [...new Set(folders)].sort().map(async (module) => {
    const files = await readdir(join(root, module));
    const named = files.find((file) => /^licen[cs]e/i.test(file));
    const { license } = JSON.parse(await readFile(join(root, module, "package.json"), "utf8"));
    const text = named ? await readFile(join(root, module, named), "utf8") : `License: ${license}`;
    return `${relative("node_modules", module)}\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(72)}\n\n`);
}
