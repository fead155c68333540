import { fileURLToPath } from "node:url";
import { findingsFolder, reportersFolder as auditReportersFolder } from "@gatecrash/audit";
import type { AuditReporter, FindingRule } from "@gatecrash/audit";
import { Problem } from "@gatecrash/core";
import type { AnyFault, CatalogueFault, Launcher, ProxyDriver, Reporter } from "@gatecrash/core";
import { folder as launchersFolder } from "@gatecrash/launchers";
import { folder as proxiesFolder } from "@gatecrash/proxies";
import { folder as reportersFolder } from "@gatecrash/reporters";
import type { FaultCatalogue } from "@gatecrash/upstream";
import { allFaultFiles } from "./fault-files.ts";
import { loadUnit, unitFiles } from "./unit-files.ts";
import type { UnitFile } from "./unit-files.ts";

async function loadAll<T extends { id: string }>(folder: URL): Promise<Map<string, T>> {
  const files = unitFiles(fileURLToPath(folder));
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
  const files = allFaultFiles(folders);
  const loaded = await Promise.all(files.map((file) => loadUnit<AnyFault>(file)));
  for (const [index, { id, file, family }] of files.entries()) {
    if (faults.has(id)) {
      throw new Problem("catalogue-invalid", `${file}: a fault "${id}" is there already`);
    }
    const fault = loaded[index];
    if (fault) faults.set(id, { family, fault });
  }
  return faults;
}

/** A catalogue whose faults are loaded when they are first asked for: a server must start soon. */
export function openCatalogue(folders: readonly string[]): FaultCatalogue {
  const files = new Map(allFaultFiles(folders).map((file) => [file.id, file]));
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
