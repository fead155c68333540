import type { Directive } from "../syntax/directive.ts";
import { Pattern } from "../regex/pattern.ts";
import { blockOf, own, type Block } from "./block.ts";
import { passIn } from "./families.ts";

export interface Location {
  kind: "server" | "exact" | "prefix" | "regex" | "named";
  /** The path, the expression, or the name with its `@`. */
  text: string;
  pattern?: Pattern;
  /** `^~`: regular expressions beside it are not tried. */
  isFinal: boolean;
  /** `/api/` with a pass: a request for `/api` is redirected to it. */
  redirectsToSlash: boolean;
  block: Block;
  parent?: Location;
  exact: Map<string, Location>;
  /** Longest first. */
  prefixes: Map<string, Location>;
  prefixLengths: number[];
  regexes: Location[];
  named: Map<string, Location>;
}

/** The server itself, as what holds its locations and stands in where none matches. */
export function serverLocation(block: Block): Location {
  return fill({ ...empty(), kind: "server", text: "", block });
}

type Own = Pick<Location, "kind" | "text" | "isFinal"> & { pattern?: Pattern };

function empty() {
  return {
    isFinal: false,
    redirectsToSlash: false,
    exact: new Map<string, Location>(),
    prefixes: new Map<string, Location>(),
    prefixLengths: [],
    regexes: [],
    named: new Map<string, Location>(),
  };
}

function fill(location: Location): Location {
  for (const directive of own(location.block, "location")) {
    const block = blockOf(directive, location.block);
    const inner: Location = { ...empty(), ...readHead(directive), block, parent: location };
    inner.redirectsToSlash = inner.text.endsWith("/") && passIn(block) !== undefined;
    add(location, fill(inner));
  }
  const lengths = new Set([...location.prefixes.keys()].map((text) => text.length));
  location.prefixLengths = [...lengths].sort((a, b) => b - a);
  return location;
}

function add(location: Location, inner: Location): void {
  if (inner.kind === "exact") addOnce(location.exact, inner);
  else if (inner.kind === "prefix") addOnce(location.prefixes, inner);
  else if (inner.kind === "named") addOnce(location.named, inner);
  else location.regexes.push(inner);
}

/** nginx refuses the second of two; until then the first one counts. */
function addOnce(map: Map<string, Location>, location: Location): void {
  if (!map.has(location.text)) map.set(location.text, location);
}

/** `= /x`, `^~ /x`, `~ x`, `~* x`, `@x`, also with the modifier joined to the path. */
function readHead({ args }: Directive): Own {
  const [first = "", second] = args;
  const joined = /^(=|\^~|~\*|~)(.*)$/s.exec(first);
  const modifier = second === undefined ? (joined?.[1] ?? "") : first;
  const text = second ?? (joined === null ? first : joined[2]!);
  if (modifier === "~" || modifier === "~*") {
    return { kind: "regex", text, isFinal: false, pattern: new Pattern(text, modifier === "~*") };
  }
  if (modifier === "=") return { kind: "exact", text, isFinal: false };
  if (text.startsWith("@")) return { kind: "named", text, isFinal: false };
  return { kind: "prefix", text, isFinal: modifier === "^~" };
}

/** The location and all inside of it, outermost first. */
export function* everyLocation(location: Location): Generator<Location> {
  yield location;
  for (const inner of [
    ...location.exact.values(),
    ...location.prefixes.values(),
    ...location.regexes,
    ...location.named.values(),
  ]) {
    yield* everyLocation(inner);
  }
}

/** As the user wrote it. */
export function titleOf({ block, kind }: Location): string {
  return kind === "server" ? "the server" : block.directive.args.join(" ");
}
