import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";

/**
 * The code blocks of README.md. A label is a comment before the block: `<!-- test: label -->`.
 * @returns {Promise<{language: string, label: string | undefined, lines: string[], at: number}[]>}
 */
export async function readmeBlocks() {
  return blocksOf(await readFile(join(root, "README.md"), "utf8"));
}

/** @param {string} page Markdown; `at` of a block is the line of its opening fence, from 1. */
export function blocksOf(page) {
  const blocks = [];
  let open;
  let label;
  for (const [index, line] of page.split("\n").entries()) {
    const fence = /^```(\S*)/.exec(line);
    if (open) {
      if (!fence) open.lines.push(line);
      else open = undefined;
    } else if (fence) {
      open = { language: fence[1], label, lines: [], at: index + 1 };
      blocks.push(open);
      label = undefined;
    } else if (line.trim() !== "") {
      // Only what stands right before a block speaks of it.
      label = /^<!-- test: (.+) -->$/.exec(line)?.[1];
    }
  }
  return blocks;
}

/** The commands of all blocks with a label, one a line. */
export async function readmeLines(label) {
  const blocks = (await readmeBlocks()).filter((block) => block.label === label);
  return blocks.flatMap(({ lines }) => lines).filter((line) => line.trim() !== "");
}
