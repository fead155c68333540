import { readdir } from "node:fs/promises";
import { folder } from "@gatecrash/faults";
import type { AnyFault } from "@gatecrash/core";
import type { FaultCatalogue } from "../../src/serve/chosen.ts";

/** The faults of the folder, each loaded when it is first asked for. */
export async function testCatalogue(): Promise<FaultCatalogue> {
  const families = (await readdir(folder)).filter((name) => !name.includes("."));
  const files = new Map<string, { family: string; href: string }>();
  for (const family of families) {
    for (const file of await readdir(new URL(`${family}/`, folder))) {
      const { href } = new URL(`${family}/${file}`, folder);
      files.set(file.replace(/\.ts$/, ""), { family, href });
    }
  }
  const load = async (href: string) => ((await import(href)) as { default: AnyFault }).default;
  return {
    ids: [...files.keys()],
    find: async (id) => {
      const file = files.get(id);
      return file && load(file.href);
    },
    all: async () =>
      Promise.all(
        [...files.values()].map(async ({ family, href }) => ({ family, fault: await load(href) })),
      ),
  };
}
