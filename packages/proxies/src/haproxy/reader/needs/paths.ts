import type { ConfigurationSource } from "@gatecrash/core";
import type { Line } from "../text/line.ts";
import { word } from "../text/line.ts";
import type { Section } from "../text/sections.ts";

/** Where relative paths begin, as `global` says. */
export interface Bases {
  crt: string;
  ca: string;
  key: string;
  /** `default-path`: how other relative paths are meant. */
  policy: string;
  origin: string;
}

export function readBases(sections: readonly Section[]): Bases {
  const lines = sections.filter(({ kind }) => kind === "global").flatMap((each) => each.lines);
  const last = (name: string) => lines.findLast((line) => word(line, 0) === name);
  const base = (name: string) => {
    const line = last(name);
    return line ? word(line, 1) : "";
  };
  const policy = last("default-path");
  return {
    crt: base("crt-base"),
    ca: base("ca-base"),
    key: base("key-base"),
    policy: policy ? word(policy, 1) : "current",
    origin: policy ? word(policy, 2) : "",
  };
}

/** A path under a base, unless it is absolute. */
export function under(base: string, path: string): string {
  return path.startsWith("/") || base === "" ? path : `${base.replace(/\/$/, "")}/${path}`;
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

/** A path as HAProxy would see it from the file it stands in. */
export function fromFile(path: string, line: Line, { policy, origin }: Bases): string {
  if (path.startsWith("/")) return path;
  if (policy === "config") return under(folderOf(line.path), path);
  if (policy === "parent") return under(folderOf(folderOf(line.path)), path);
  return policy === "origin" ? under(origin, path) : path;
}

/**
 * The text of a file that the configuration names; undefined if it cannot be read. Where nothing
 * says how a relative path is meant, HAProxy starts from where it was started: the folder of the
 * configuration is the likely one.
 */
export function readNamed(
  path: string,
  source: ConfigurationSource,
  bases: Bases,
  main: string,
): string | undefined {
  const bare = path.replace(/^(?:opt|virt|file)@/, "");
  const base = bases.policy === "origin" ? bases.origin : folderOf(main);
  for (const each of new Set([under(base, bare), bare])) {
    try {
      return source.read(each);
    } catch {
      // The next one, if any; that none can be read is told by whoever asked.
    }
  }
  return undefined;
}
