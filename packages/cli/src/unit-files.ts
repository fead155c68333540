import { readdirSync } from "node:fs";
import type { Dirent } from "node:fs";
import { basename, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf, Problem } from "@gatecrash/core";

/**
 * The folder is the catalogue: every module in it is one unit, its default export; its file name
 * is its id. Adding a unit is adding a file.
 */
export interface UnitFile {
  id: string;
  file: string;
  family: string;
}

const endings: readonly string[] = [".js", ".mjs", ".ts"];

/**
 * What a folder holds. Read at once: a process that starts has nothing else to do meanwhile.
 * @throws Problem `file-unreadable`
 */
export function entriesOf(folder: string, mend?: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new Problem("file-unreadable", `${folder}: ${messageOf(error)}`, mend);
  }
}

/** The units of a folder, in the order of their ids. @throws Problem `file-unreadable` */
export function unitFiles(folder: string, family = ""): UnitFile[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
    .filter((entry) => !entry.name.endsWith(".d.ts") && !entry.name.startsWith("index."))
    .map((entry) => ({
      id: basename(entry.name, extname(entry.name)),
      file: join(folder, entry.name),
      family: family || basename(folder),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Loads a unit. @throws Problem `catalogue-invalid` */
export async function loadUnit<T extends { id: string }>({ id, file }: UnitFile): Promise<T> {
  const module = (await import(pathToFileURL(file).href)) as { default?: T };
  const unit = module.default;
  if (unit?.id !== id) {
    const there = unit === undefined ? "no default export" : `id "${unit.id}"`;
    throw new Problem(
      "catalogue-invalid",
      `${file}: expected a unit with id "${id}", found ${there}`,
    );
  }
  return unit;
}
