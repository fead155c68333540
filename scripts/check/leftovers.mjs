// What is meant to be gone before a commit, and exceptions without a reason.
import { listFiles, readOrNothing } from "./files.mjs";

const rules = [
  [/\.only\(/, "a test that keeps the others from running"],
  [/eslint-disable(?!.* -- \S)/, "eslint is told to look away: add ` -- ` and the reason"],
  [/@ts-(ignore|nocheck)\b/, "types are switched off"],
  [/@ts-expect-error\s*$/, "a type error is expected: say why"],
  [/(\/\/|\/\*|^\s*[*#])\s*(TODO|FIXME|XXX)\b/, "unfinished"],
];

/** @returns {string[]} what is wrong */
export function checkLeftovers() {
  return listFiles()
    .filter(
      (name) => /\.(ts|mjs|js|sh|yml|yaml)$/.test(name) && name !== "scripts/check/leftovers.mjs",
    )
    .flatMap((name) => {
      const lines = (readOrNothing(name) ?? "").split("\n");
      return lines.flatMap((line, index) =>
        rules
          .filter(([pattern]) => pattern.test(line))
          .map(([, meaning]) => `${name}:${index + 1}: ${meaning}`),
      );
    });
}
