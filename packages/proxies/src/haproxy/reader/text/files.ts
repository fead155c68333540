import { Problem } from "@gatecrash/core";
import type { ConfigurationSource } from "@gatecrash/core";

const fileBytesMax = 4 * 1024 * 1024;
const filesMax = 1_000;

/** The files to read, in HAProxy's order: of a folder, `*.cfg` by name, without hidden ones. */
export function listFiles(source: ConfigurationSource): string[] {
  const files = source.paths.flatMap((path) => {
    if (!source.isFolder(path)) return [path];
    const folder = path.replace(/\/+$/, "");
    const found = source.glob(`${folder}/*.cfg`).filter((each) => !/\/\.[^/]*$/.test(each));
    if (found.length > 0) return [...found].sort();
    throw new Problem(
      "configuration-invalid",
      `${source.nameOf(path)}: a folder with *.cfg files was expected, and there is none`,
      "HAProxy reads only files that end in .cfg of a folder (-f).",
    );
  });
  if (files.length <= filesMax) return files;
  throw new Problem(
    "configuration-invalid",
    `${files.length} files were given; ${filesMax} are the limit`,
  );
}

/** The text of a configuration file. @throws Problem `configuration-invalid` if it is too large */
export function readFile(source: ConfigurationSource, path: string): string {
  const text = source.read(path);
  if (text.length <= fileBytesMax) return text;
  throw new Problem(
    "configuration-invalid",
    `${source.nameOf(path)}:1: ${text.length} bytes; ${fileBytesMax} are the limit for one file`,
    "Split the configuration into several files, or leave out what the audit need not see.",
  );
}
