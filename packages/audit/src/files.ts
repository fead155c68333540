import type { Stats } from "node:fs";
import {
  closeSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname, join, normalize, relative, resolve, sep } from "node:path";
import { messageOf, Problem } from "@gatecrash/core";
import type { ConfigurationSource } from "@gatecrash/core";
import { globPattern } from "./glob.ts";

/** All files of a configuration together; more is no configuration that a person wrote. */
const bytes_max = 4 * 1_048_576;

/** Files and folders that a glob looks at. */
const entries_max = 20_000;

/** Links that lead from one to the other; Linux has 40. */
const links_max = 40;

export interface ConfigurationFiles extends ConfigurationSource {
  /** Inside path → path on this machine, of every file that was read from the user's folder. */
  readonly read_files: ReadonlyMap<string, string>;
  /** Inside paths of all files that were read, those of this machine too. */
  readonly paths_read: ReadonlySet<string>;
  /** The user's folder on this machine, and what it is inside. */
  readonly folder: { outside: string; inside: string };
}

export interface FilesOptions {
  /** Files or folders as the user named them. */
  given: readonly string[];
  /** Where the proxy keeps its configuration, such as `/etc/nginx`. */
  inside: string;
  /** Names of main files that are looked for in a folder. */
  main_files: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  /** Where files come from that the user did not bring, if not from this machine. */
  elsewhere?: Elsewhere;
}

/** Files of something that is not this machine, copied below a folder of it. */
export interface Elsewhere {
  root: string;
  /** The configuration itself is among them. */
  whole?: boolean;
  /** Told of a path that was asked for and is not below that folder. */
  missed(path: string): void;
}

/**
 * The files of a configuration. What the user named stands, for the proxy, in its usual folder;
 * files that are not there are taken from the same path of this machine, or of the image (such as
 * `mime.types`).
 * @throws Problem `configuration-invalid`, `file-unreadable`, `limit-exceeded`
 */
export function openFiles(options: FilesOptions): ConfigurationFiles {
  const { given, main_files, environment, elsewhere } = options;
  const first = given[0];
  if (first === undefined) throw new Problem("usage-invalid", "no configuration was named");
  const outside = realOf(isFolder(first) ? first : dirname(resolve(first)));
  const inside = standsThere(outside, options.inside) ? outside : options.inside;
  const toInside = (path: string) => {
    const rest = relative(outside, realOf(dirname(resolve(path))));
    return join(inside, rest, resolve(path).split(sep).at(-1) ?? "");
  };
  const read_files = new Map<string, string>();
  /** Read once: what a file says must not change while the configuration is looked at. */
  const texts = new Map<string, string>();
  const paths_read = new Set<string>();
  let bytes = 0;

  /** Where an inside path lies on this machine: in the user's folder, else at the same path. */
  const find = (path: string): { at: string; own: boolean } => {
    const plain = normalize(path);
    const rest = relative(inside, plain);
    const own = rest.startsWith("..")
      ? undefined
      : followed(join(outside, rest), { outside, inside });
    if (own !== undefined && exists(own)) return { at: own, own: true };
    if (!elsewhere) return { at: path, own: false };
    const at = join(elsewhere.root, plain);
    if (!exists(at)) elsewhere.missed(plain);
    return { at, own: false };
  };
  const place = (path: string) => find(path).at;
  const read = (path: string): string => {
    const { at, own } = find(path);
    if (!exists(at)) {
      const where = elsewhere
        ? `the image has no ${path}`
        : `there is ${noneOf(path, { outside, inside })}`;
      throw new Problem("file-unreadable", where);
    }
    const real = realOf(at);
    if (own && inside !== outside && !within(real, outside)) {
      throw new Problem(
        "configuration-invalid",
        `${nameOf(path)}: a link that leads out of ${first}`,
        "Copy the file into the folder: nothing outside of it is read.",
      );
    }
    const text = texts.get(real) ?? readText(real, bytes_max - bytes, nameOf(path));
    if (!texts.has(real)) bytes += text.length;
    texts.set(real, text);
    paths_read.add(normalize(path));
    if ((own || inside === outside) && elsewhere?.whole !== true)
      read_files.set(normalize(path), real);
    return text;
  };
  const nameOf = (path: string): string => {
    const rest = relative(inside, normalize(path));
    return rest.startsWith("..") ? path : rest;
  };
  return {
    paths: given.flatMap((path) => mainPaths(path, main_files).map(toInside)),
    read,
    isFolder: (path) => isFolder(place(path)),
    glob: (pattern) => globPattern(pattern, (folder) => list(place(folder)), entries_max),
    nameOf,
    environment,
    read_files,
    paths_read,
    folder: { outside, inside },
  };
}

/** True where a folder is the proxy's own one already. */
function standsThere(outside: string, inside: string): boolean {
  return outside === inside || outside.startsWith(`${inside}/`);
}

/** A folder stands for its main file, or for all its files where it has none. */
function mainPaths(path: string, main_files: readonly string[]): string[] {
  if (!exists(path)) {
    throw new Problem(
      "file-unreadable",
      `${path}: there is no such file or folder, or it lies where this user may not look`,
    );
  }
  if (!isFolder(path)) return [path];
  const main = main_files.find((name) => exists(join(path, name)));
  if (main !== undefined) return [join(path, main)];
  const names = list(path)
    .filter(({ folder, name }) => !folder && /\.(?:conf|cfg)$/.test(name))
    .map(({ name }) => join(path, name));
  if (names.length > 0) return names.sort();
  throw new Problem("file-unreadable", `${path}: no file in this folder ends with .cfg or .conf`);
}

function list(folder: string): { name: string; folder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      folder: entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name))),
    }));
  } catch {
    return [];
  }
}

/** Reads a file up to a limit: it may have no end. */
function readText(path: string, limit: number, name: string): string {
  try {
    if (!statSync(path).isFile()) throw new Problem("configuration-invalid", `${name}: is no file`);
    const descriptor = openSync(path, "r");
    try {
      const buffer = Buffer.alloc(Math.min(statSync(path).size, limit) + 1);
      const bytes = readSync(descriptor, buffer, 0, buffer.length, 0);
      if (bytes <= limit) return buffer.toString("latin1", 0, bytes);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("file-unreadable", `${name}: ${messageOf(error)}`);
  }
  const limit_mb = bytes_max / 1_048_576;
  throw new Problem("limit-exceeded", `${name}: a configuration may have ${limit_mb} MiB in all`);
}

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new Problem("file-unreadable", `${path}: ${messageOf(error)}`);
  }
}

/** The places where a file was looked for, in words. */
function noneOf(path: string, { outside, inside }: ConfigurationFiles["folder"]): string {
  const rest = relative(inside, normalize(path));
  const own = join(outside, rest);
  return rest.startsWith("..") || own === path ? `no ${path}` : `neither ${own} nor ${path}`;
}

/** A copy of `/etc/nginx` has links that were made for that place: they are followed in the copy. */
function followed(path: string, folder: ConfigurationFiles["folder"], links = 0): string {
  const { outside, inside } = folder;
  const target = links < links_max ? linkOf(path) : undefined;
  if (target === undefined || !within(target, inside)) return path;
  return followed(join(outside, relative(inside, target)), folder, links + 1);
}

/** Where an absolute link leads. */
function linkOf(path: string): string | undefined {
  try {
    const target = readlinkSync(path);
    return target.startsWith("/") ? normalize(target) : undefined;
  } catch {
    return undefined;
  }
}

function exists(path: string): boolean {
  return statOf(path) !== undefined;
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false;
}

/** What lies in a folder that this user may not enter is not there for them. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
