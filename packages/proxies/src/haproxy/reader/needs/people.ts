import type { Needs } from "@gatecrash/core";
import { placeOf, word } from "../text/line.ts";
import type { Section } from "../text/sections.ts";

type Kind = "user" | "group";

/** Users or groups that `global` or a socket names. */
export function peopleOf(section: Section, kind: Kind): Needs["users"] {
  return section.lines.flatMap((line) => {
    const first = word(line, 0);
    if (section.kind === "global" && first === kind)
      return [{ name: word(line, 1), at: placeOf(line) }];
    if (first !== "bind" && first !== "stats" && first !== "unix-bind") return [];
    const at = line.words.indexOf(kind, 1);
    return at < 0 ? [] : [{ name: word(line, at + 1), at: placeOf(line) }];
  });
}
