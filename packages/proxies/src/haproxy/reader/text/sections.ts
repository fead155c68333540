import { nearest } from "@gatecrash/core";
import { invalid, word, type Line } from "./line.ts";

/** A section with the lines under its header. */
export interface Section {
  kind: string;
  name: string;
  /** The named defaults that it is based on (`from x`). */
  from?: string;
  header: Line;
  lines: Line[];
}

const kinds = new Set([
  "acme",
  "backend",
  "cache",
  "crt-store",
  "defaults",
  "fcgi-app",
  "frontend",
  "global",
  "healthcheck",
  "http-errors",
  "listen",
  "log-forward",
  "log-profile",
  "mailers",
  "peers",
  "program",
  "resolvers",
  "ring",
  "traces",
  "userlist",
]);

/**
 * The sections of one file. Each file begins outside of any.
 * @throws Problem `configuration-invalid` where a line stands in none
 */
export function readSections(lines: readonly Line[]): Section[] {
  const sections: Section[] = [];
  for (const line of lines) {
    const first = word(line, 0);
    const current = sections.at(-1);
    if (kinds.has(first) && !isSetting(first, line, current)) sections.push(begin(line));
    else if (!current || isMistyped(line)) throw stray(line);
    else current.lines.push(line);
  }
  return sections;
}

/** `http-errors` and `cache` have no setting of the same name; `healthcheck` in a server has. */
function isSetting(first: string, line: Line, current: Section | undefined): boolean {
  return first === "healthcheck" && current !== undefined && line.words.length !== 2;
}

function begin(line: Line): Section {
  const [kind = "", ...rest] = line.words;
  const from = rest.indexOf("from");
  const name = from === 0 ? "" : (rest[0] ?? "");
  if (name === "" && ["frontend", "backend", "listen"].includes(kind))
    throw invalid(line.file, line.line, `a name was expected after "${kind}"`);
  const base = from >= 0 ? rest[from + 1] : undefined;
  return { kind, name, ...(base === undefined ? {} : { from: base }), header: line, lines: [] };
}

/** An unknown word in the first column that is nearly a section's: the section that was meant. */
function isMistyped(line: Line): boolean {
  const first = word(line, 0);
  if (!/^[a-z-]{5,}$/.test(first) || line.words.length !== 2) return false;
  const meant = nearest(first, ["frontend", "backend", "listen", "defaults", "resolvers"]);
  return meant !== undefined && !settings.has(first) && line.raw.startsWith(first);
}

/** Settings of one argument whose names are near to a section's. */
const settings = new Set([
  "default_backend",
  "disabled",
  "enabled",
  "redirect",
  "default",
  "backlog",
  "fullconn",
]);

function stray(line: Line) {
  const first = word(line, 0).slice(0, 40);
  const meant = nearest(first, kinds);
  const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  return invalid(
    line.file,
    line.line,
    `a section such as "global", "defaults" or "frontend" was expected, and there is "${first}".${hint}`,
    "Give the audit a configuration of HAProxy: a file, files in their order, or a folder.",
  );
}
