import { normalize } from "node:path";
import { applyEdits } from "@gatecrash/core";
import type { Edit } from "@gatecrash/core";
import type { ConfigurationFiles } from "./files.ts";

/**
 * A copy of a configuration's files with edits made in them. It is never written down: the user's
 * files stay as they are, and a world is given the texts of the copy.
 * @throws Problem `conflict` where two edits change the same text
 */
export function editedFiles(files: ConfigurationFiles, edits: readonly Edit[]): ConfigurationFiles {
  const names = new Set(edits.map(({ at }) => at.file));
  const paths = [...files.paths_read].filter((path) => names.has(files.nameOf(path)));
  const texts = new Map(
    paths.map((path) => {
      const name = files.nameOf(path);
      return [
        path,
        applyEdits(
          files.read(path),
          edits.filter(({ at }) => at.file === name),
        ),
      ];
    }),
  );
  return {
    ...files,
    read: (path) => texts.get(normalize(path)) ?? files.read(path),
    get read_files() {
      return new Map([...files.read_files, ...paths.map((path) => [path, path] as const)]);
    },
  };
}
