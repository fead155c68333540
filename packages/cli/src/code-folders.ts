import { existsSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { agentFile } from "./programs.ts";

/**
 * The folders that hold this program and all it imports, for lanes that see only what is mounted:
 * in a checkout the workspace, else the folder whose node_modules it is installed in.
 */
export function codeFolders(extra: readonly string[]): string[] {
  const own = realpathSync(agentFile);
  const at = own.lastIndexOf(`${sep}node_modules${sep}`);
  const root = at >= 0 ? own.slice(0, at) : workspaceRoot(dirname(own));
  return [root, ...extra.map((folder) => realpathSync(folder))];
}

function workspaceRoot(folder: string): string {
  for (let each = folder; each !== dirname(each); each = dirname(each)) {
    if (existsSync(join(each, "node_modules"))) return each;
  }
  return folder;
}
