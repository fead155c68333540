import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { root } from "../setup/shell.mjs";

/** Files of the checkout that git tracks, or would: what is ignored is not ours to judge. */
export function listFiles() {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const asked = spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 67_108_864 });
  const names = asked.status === 0 ? asked.stdout.split("\0") : walkFolder(root);
  return names.filter((name) => name !== "" && readOrNothing(name) !== undefined);
}

/** What .gitignore names, for a checkout without git or one that git does not trust. */
const ignored = ["node_modules", "dist", "bundle", ".gatecrash", ".tap", ".git"];

function walkFolder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ignored.includes(entry.name) ? [] : walkFolder(path);
    return [relative(root, path).replaceAll("\\", "/")];
  });
}

/** A file that git knows may have been removed since. */
export function readOrNothing(name) {
  try {
    return readFileSync(join(root, name), "utf8");
  } catch {
    return undefined;
  }
}

/** The code of the project, parsed. */
export function listSources() {
  return listFiles()
    .filter((name) => /^(packages|scripts)\/.*\.(ts|mjs|js)$/.test(name))
    .map((name) => {
      const text = readOrNothing(name) ?? "";
      return { name, text, tree: ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true) };
    });
}

/** Calls `visit` for a node and all below it. */
export function walk(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** `file:line` of a node. */
export function placeOf(source, node) {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
  return `${source.name}:${line + 1}`;
}
