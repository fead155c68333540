import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { askedFiles } from "@gatecrash/audit";
import type { MachineFacts } from "@gatecrash/audit";
import type { Configuration, ProxyInside } from "@gatecrash/core";

/** Questions to the image at the same time. */
const beside = 4;

/** What an image has of what the configuration names; `folder` is where relative paths start. */
export async function insideFacts(
  inside: ProxyInside,
  configuration: Configuration,
  folder: string,
): Promise<MachineFacts> {
  const { files, modules = [] } = configuration.needs;
  const all = [...files, ...modules, ...askedFiles(configuration)];
  const paths = [...new Set(all.map(({ path }) => path))];
  const missing = new Set<string>();
  const rest = paths.values();
  const look = async () => {
    for (const path of rest) {
      if ((await inside.kindOf(resolve(folder, path))) === undefined) missing.add(path);
    }
  };
  await Promise.all(Array.from({ length: beside }, look));
  return { missing, ...(await accounts(inside)) };
}

/** Files of users and groups; an image may have none. */
async function accounts(inside: ProxyInside): Promise<{ passwd: string; group: string }> {
  const read = async (path: string) =>
    (await inside.copy(path)) ? readFileSync(join(inside.folder, path), "latin1") : "";
  return { passwd: await read("/etc/passwd"), group: await read("/etc/group") };
}
