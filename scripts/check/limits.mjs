// Files and functions stay small enough to be read in one go.
import ts from "typescript";
import { placeOf, walk } from "./files.mjs";

export const fileLinesMax = 300;
export const functionLinesMax = 70;

const measured = /^(packages\/[^/]+\/(src|bin)|scripts)\//;

/** @returns {{wrong: string[], note: string}} */
export function checkLimits(sources) {
  const code = sources.filter(({ name }) => measured.test(name));
  const lengths = code.map(({ text }) => text.split("\n").length - 1).sort((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const wrong = [...sources.flatMap(tooLong), ...code.flatMap(longFunctions)];
  return { wrong, note: `${code.length} files, median ${median} lines` };
}

function tooLong({ name, text }) {
  const lines = text.split("\n").length - 1;
  return lines > fileLinesMax ? [`${name}: ${lines} lines, at most ${fileLinesMax}`] : [];
}

function longFunctions(source) {
  const found = [];
  walk(source.tree, (node) => {
    if (!ts.isFunctionLike(node) || !node.body) return;
    const lineOf = (position) => source.tree.getLineAndCharacterOfPosition(position).line;
    const lines = lineOf(node.end) - lineOf(node.getStart(source.tree)) + 1;
    if (lines > functionLinesMax) {
      const name = node.name?.getText(source.tree) ?? "a function";
      found.push(
        `${placeOf(source, node)}: ${name} has ${lines} lines, at most ${functionLinesMax}`,
      );
    }
  });
  return found;
}
