import { readdir } from "node:fs/promises";
import { folder } from "@gatecrash/faults";
import type { AnyFault, CatalogueFault } from "@gatecrash/core";
export async function loadFaults(): Promise<Map<string, CatalogueFault>> {
  const m = new Map<string, CatalogueFault>();
  for (const f of await readdir(folder)) {
    if (f.includes(".")) continue;
    for (const e of await readdir(new URL(f + "/", folder))) {
      const d = (await import(new URL(f + "/" + e, folder).href)) as { default: AnyFault };
      m.set(d.default.id, { family: f, fault: d.default });
    }
  }
  return m;
}
