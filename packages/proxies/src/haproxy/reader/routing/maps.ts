import { makePatterns, methods, type Method, type Pattern, type Patterns } from "./patterns.ts";
import type { World } from "./world.ts";

const entriesMax = 200_000;

/** The map that a converter such as `map_beg` names; undefined if its file cannot be read. */
export function loadMap(converter: string, file: string, world: World): Patterns | undefined {
  const method = converter.split("_")[1] ?? "str";
  const key = `${method} ${file}`;
  if (world.maps.has(key)) return world.maps.get(key);
  const content = world.file(file);
  const known = methods.has(method) ? (method as Method) : "str";
  const patterns =
    content === undefined ? undefined : makePatterns(known, false, parseMap(content));
  world.maps.set(key, patterns);
  return patterns;
}

/** Lines of a key and a value; blank lines and those that begin with `#` do not count. */
function parseMap(content: string): Pattern[] {
  const entries: Pattern[] = [];
  for (const line of content.split("\n")) {
    const entry = line.trim();
    const blank = entry.search(/\s/);
    if (entry.startsWith("#") || blank < 0) continue;
    entries.push({ text: entry.slice(0, blank), value: entry.slice(blank).trimStart() });
    if (entries.length >= entriesMax) break;
  }
  return entries;
}

/** Lines of a pattern each, as `acl … -f` reads them. */
export function parsePatternFile(content: string): string[] {
  const lines = content.split("\n").map((line) => line.replace(/^[ \t]+|[\r]+$/g, ""));
  return lines.filter((line) => line !== "" && !line.startsWith("#")).slice(0, entriesMax);
}
