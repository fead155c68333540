import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { folder as faultsFolder } from "@gatecrash/faults";
import { Problem } from "@gatecrash/core";
import type { AnyFault } from "@gatecrash/core";
import { entriesOf, loadUnit, unitFiles } from "./unit-files.ts";
import type { UnitFile } from "./unit-files.ts";

/** The files of the built-in faults and of those of a user's own folders. */
export function allFaultFiles(folders: readonly string[]): UnitFile[] {
  return [fileURLToPath(faultsFolder), ...folders].flatMap(faultFiles);
}

/** Files of a folder and of its sub-folders, which are families. */
function faultFiles(folder: string): UnitFile[] {
  const families = entriesOf(folder, "Name a folder of faults.").filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith("."),
  );
  const nested = families.flatMap(({ name }) => unitFiles(join(folder, name), name));
  return [...unitFiles(folder), ...nested];
}

/** Loads single faults when they are first asked for: an agent needs few of them, and soon. */
export function faultLoader(folders: readonly string[]): (id: string) => Promise<AnyFault> {
  const files = new Map(allFaultFiles(folders).map((file) => [file.id, file]));
  return async (id) => {
    const file = files.get(id);
    if (!file) throw new Problem("unknown-name", `no fault "${id}" in the catalogue`);
    return loadUnit<AnyFault>(file);
  };
}
