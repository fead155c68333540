import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ConfigurationSource } from "@gatecrash/core";
import { Problem } from "@gatecrash/core";

/** A source of real files; names are their last part. */
export function fileSource(
  paths: string[],
  environment: Record<string, string> = {},
): ConfigurationSource {
  return {
    paths,
    environment,
    read(path) {
      if (existsSync(path)) return readFileSync(path, "latin1");
      throw new Problem("configuration-invalid", `${path}: there is no such file`);
    },
    isFolder: (path) => existsSync(path) && statSync(path).isDirectory(),
    glob(pattern) {
      const folder = dirname(pattern);
      const ending = basename(pattern).replace("*", "");
      if (!existsSync(folder)) return [];
      const names = readdirSync(folder).filter((name) => name.endsWith(ending));
      return names.sort().map((name) => join(folder, name));
    },
    nameOf: (path) => basename(path),
  };
}

/** A source of files that only exist in the test: names are their paths. */
export function textSource(
  files: Record<string, string>,
  options: { paths?: string[]; environment?: Record<string, string>; version?: string } = {},
): ConfigurationSource {
  const names = Object.keys(files);
  const [major = 0, minor = 0] = (options.version ?? "3.2").split(".").map(Number);
  return {
    paths: options.paths ?? names.slice(0, 1),
    environment: options.environment ?? {},
    version: { text: `${major}.${minor}.0`, major, minor, patch: 0 },
    read(path) {
      const text = files[path];
      if (text !== undefined) return text;
      throw new Problem("configuration-invalid", `${path}: there is no such file`);
    },
    isFolder: (path) => names.some((name) => name.startsWith(`${path.replace(/\/$/, "")}/`)),
    glob(pattern) {
      const folder = dirname(pattern);
      const ending = basename(pattern).replace("*", "");
      return names.filter((name) => dirname(name) === folder && name.endsWith(ending)).sort();
    },
    nameOf: (path) => path,
  };
}
