import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../setup/shell.mjs";

/** Files of the checkout that git tracks, or would: what is ignored is not ours to judge. */
export function listFiles() {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const names = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0");
  return names.filter((name) => name !== "" && readOrNothing(name) !== undefined);
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
