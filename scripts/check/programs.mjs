import { join } from "node:path";
import { ask, root } from "../setup/shell.mjs";
import { listFiles, readOrNothing } from "./files.mjs";

const minutes = 60_000;

/** Runs a script of node_modules or of ours. @returns {Promise<string[]>} what it complains of */
export async function runNode(script, ...args) {
  const { code, text } = await ask(process.execPath, [join(root, script), ...args], 5 * minutes);
  return code === 0 ? [] : [text || `${script} ended with ${code}`];
}

export const checkTestTypes = () =>
  runNode("node_modules/typescript/bin/tsc", "-p", "tsconfig.tap.json");

export const checkLint = (...args) =>
  runNode("node_modules/eslint/bin/eslint.js", "-c", "scripts/eslint.config.mjs", ...args, ".");

/** Generated files are as their generator writes them. */
export const checkFormat = (mode = "--check") =>
  runNode("node_modules/prettier/bin/prettier.cjs", mode, "--log-level=warn", ".");

/** @returns {Promise<{wrong: string[], note: string}>} */
export async function checkShell() {
  const isShell = (name) =>
    name.endsWith(".sh") || /^#!.*\b(ba)?sh$/m.test((readOrNothing(name) ?? "").split("\n", 1)[0]);
  const names = listFiles().filter((name) => !/\.(ts|mjs|js|json)$/.test(name) && isShell(name));
  const results = await Promise.all(names.map((name) => ask("bash", ["-n", name])));
  const wrong = results.filter(({ code }) => code !== 0).map(({ text }) => text);
  return { wrong, note: `${names.length} shell scripts` };
}
