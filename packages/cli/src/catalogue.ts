import { readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findingsFolder, reportersFolder as auditReportersFolder } from "@gatecrash/audit";
import type { AuditReporter, FindingRule } from "@gatecrash/audit";
import { folder as faultsFolder } from "@gatecrash/faults";
import { messageOf, Problem } from "@gatecrash/core";
import type { AnyFault, CatalogueFault, Launcher, ProxyDriver, Reporter } from "@gatecrash/core";
import { folder as launchersFolder } from "@gatecrash/launchers";
import { folder as proxiesFolder } from "@gatecrash/proxies";
import { folder as reportersFolder } from "@gatecrash/reporters";
import type { FaultCatalogue } from "@gatecrash/upstream";

/**
 * The folder is the catalogue: every module in it is one unit, its default export; its file name
 * is its id. Adding a unit is adding a file.
 */
interface UnitFile {
  id: string;
  file: string;
  family: string;
}

const endings: readonly string[] = [".js", ".mjs", ".ts"];

async function unitFiles(folder: string, family = ""): Promise<UnitFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new Problem("file-unreadable", `${folder}: ${messageOf(error)}`);
  });
  return entries
    .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
    .filter((entry) => !entry.name.endsWith(".d.ts") && !entry.name.startsWith("index."))
    .map((entry) => ({
      id: basename(entry.name, extname(entry.name)),
      file: join(folder, entry.name),
      family: family || basename(folder),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Files of a folder and of its sub-folders, which are families. */
async function faultFiles(folder: string): Promise<UnitFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new Problem(
      "file-unreadable",
      `${folder}: ${messageOf(error)}`,
      "Name a folder of faults.",
    );
  });
  const families = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const nested = await Promise.all(
    families.map((entry) => unitFiles(join(folder, entry.name), entry.name)),
  );
  return [...(await unitFiles(folder)), ...nested.flat()];
}

async function loadUnit<T extends { id: string }>({ id, file }: UnitFile): Promise<T> {
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

async function loadAll<T extends { id: string }>(folder: URL): Promise<Map<string, T>> {
  const files = await unitFiles(fileURLToPath(folder));
  const units = await Promise.all(files.map((file) => loadUnit<T>(file)));
  return new Map(units.map((unit) => [unit.id, unit]));
}

export const loadProxies = () => loadAll<ProxyDriver>(proxiesFolder);
export const loadLaunchers = () => loadAll<Launcher>(launchersFolder);
export const loadFindings = () => loadAll<FindingRule>(findingsFolder);
export const loadAuditReporters = () => loadAll<AuditReporter>(auditReportersFolder);
export const loadReporters = () => loadAll<Reporter>(reportersFolder);

/** All faults of the built-in catalogue and of a user's own folders; an id may stand only once. */
export async function loadFaults(
  folders: readonly string[] = [],
): Promise<Map<string, CatalogueFault>> {
  const faults = new Map<string, CatalogueFault>();
  for (const file of await allFaultFiles(folders)) {
    if (faults.has(file.id)) {
      throw new Problem("catalogue-invalid", `${file.file}: a fault "${file.id}" is there already`);
    }
    faults.set(file.id, { family: file.family, fault: await loadUnit<AnyFault>(file) });
  }
  return faults;
}

/** Loads single faults when they are first asked for: an agent needs few of them, and soon. */
export async function faultLoader(folders: readonly string[]) {
  const files = new Map((await allFaultFiles(folders)).map((file) => [file.id, file]));
  return async (id: string): Promise<AnyFault> => {
    const file = files.get(id);
    if (!file) throw new Problem("unknown-name", `no fault "${id}" in the catalogue`);
    return loadUnit<AnyFault>(file);
  };
}

/** A catalogue whose faults are loaded when they are first asked for: a server must start soon. */
export async function openCatalogue(folders: readonly string[]): Promise<FaultCatalogue> {
  const files = new Map((await allFaultFiles(folders)).map((file) => [file.id, file]));
  const load = async (file: UnitFile) => loadUnit<AnyFault>(file);
  return {
    ids: [...files.keys()],
    find: async (id) => {
      const file = files.get(id);
      return file && load(file);
    },
    all: async () =>
      Promise.all(
        [...files.values()].map(async (file) => ({ family: file.family, fault: await load(file) })),
      ),
  };
}

async function allFaultFiles(folders: readonly string[]): Promise<UnitFile[]> {
  const all = [fileURLToPath(faultsFolder), ...folders];
  return (await Promise.all(all.map(faultFiles))).flat();
}
