// A fault's script that calls `readHead();` and not `yield* readHead();` compiles and does nothing.
import ts from "typescript";
import { placeOf, walk } from "./files.mjs";

const helpersFile = "packages/core/src/script.ts";

/** @returns {string[]} what is wrong */
export function checkScripts(sources) {
  const helpers = generatorNames(sources.find(({ name }) => name === helpersFile));
  return sources
    .filter(({ name }) => /^packages\/[^/]+\/src\//.test(name) && name !== helpersFile)
    .flatMap((source) => {
      const names = new Set([...generatorNames(source), ...importedFrom(source, helpers)]);
      return names.size === 0 ? [] : lostCalls(source, names);
    });
}

/** Names of a file's own generator functions. */
function generatorNames(source) {
  const names = [];
  if (source) {
    walk(source.tree, (node) => {
      if (ts.isFunctionDeclaration(node) && node.asteriskToken && node.name) {
        names.push(node.name.text);
      }
    });
  }
  return names;
}

function importedFrom(source, helpers) {
  const names = [];
  walk(source.tree, (node) => {
    if (ts.isImportSpecifier(node) && helpers.includes(node.name.text)) names.push(node.name.text);
  });
  return names;
}

function lostCalls(source, names) {
  const found = [];
  walk(source.tree, (node) => {
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return;
    if (!names.has(node.expression.text)) return;
    const above = node.parent;
    const bareYield = ts.isYieldExpression(above) && !above.asteriskToken;
    if (ts.isExpressionStatement(above) || bareYield) {
      found.push(`${placeOf(source, node)}: ${node.expression.text}() needs yield*`);
    }
  });
  return found;
}
