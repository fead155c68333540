import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { Problem, type Configuration, type ConfigurationSource } from "@gatecrash/core";
import { reader } from "../../src/nginx/reader.ts";

/** Files of a configuration by their absolute path. */
export type Texts = Record<string, string>;

const main = "/etc/nginx/nginx.conf";

/** A source out of memory; `nginx.conf` itself may be given as one text. */
export function sourceOf(given: string | Texts): ConfigurationSource {
  const texts = typeof given === "string" ? { [main]: given } : given;
  return {
    paths: [main],
    read(path) {
      const text = texts[path];
      if (text === undefined) throw new Problem("configuration-invalid", `${path} is not there`);
      return text;
    },
    isFolder: () => false,
    glob: (pattern) => Object.keys(texts).filter(matcher(pattern)).sort(),
    nameOf: (path) => path.replace(/^\/etc\/nginx\//, ""),
    environment: {},
  };
}

/** A folder of the disk that stands in for `/etc/nginx`. */
export function folderSource(folder: string): ConfigurationSource {
  const texts: Texts = {};
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, entry);
    if (statSync(path).isFile()) {
      texts[join("/etc/nginx", relative(folder, path))] = readFileSync(path, "latin1");
    }
  }
  return sourceOf(texts);
}

export function read(given: string | Texts): Configuration {
  return reader.read(sourceOf(given));
}

/** What stands in an `http` block. */
export function readHttp(text: string): Configuration {
  return read(`events {}\nhttp {\n${text}\n}\n`);
}

function matcher(pattern: string): (path: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  const expression = new RegExp(`^${source}$`);
  return (path) => expression.test(path);
}
