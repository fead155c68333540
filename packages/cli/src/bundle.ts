import { readFileSync, statSync } from "node:fs";

/** Programs that are bundled: `scripts/setup/bundle.mjs` joins what each of them loads. */
export type BundledProgram = "agent-main" | "worker-main";

const bundle = new URL("../bundle/", import.meta.url);
const built = new URL("../dist/", import.meta.url);

/**
 * Address of the module of a program: of the bundle if it is there and as new as what it was made
 * of, else of what tsc built. A user's own faults import the packages themselves, and a program is
 * not to have two of each: with `faults`, folders of such, it is never the bundle.
 */
export function programModule(program: BundledProgram, faults: readonly string[]): URL {
  const bundled = faults.length === 0 && isFresh(bundle, buildOf);
  return new URL(`${program}.js`, bundled ? bundle : built);
}

/** When a package was built, in ms since 1970; undefined if that is not known: it is installed. */
type BuildTime = (name: string) => number | undefined;

/** True if a bundle is there, and none of the packages in it was built after it. */
export function isFresh(folder: URL, timeOf: BuildTime): boolean {
  const made = new URL("made-of.json", folder);
  const made_ms = changedAt(made);
  if (made_ms === undefined) return false;
  const names = JSON.parse(readFileSync(made, "utf8")) as string[];
  return names.every((name) => (timeOf(name) ?? 0) <= made_ms);
}

function buildOf(name: string): number | undefined {
  const module = name === "cli" ? import.meta.url : import.meta.resolve(`@gatecrash/${name}`);
  return changedAt(new URL(".tsbuildinfo", module));
}

function changedAt(file: URL): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
