import { chmodSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { LaneSpec, LaneWorld, NetworkTools } from "@gatecrash/core";
import { networkCommands } from "../shared/world-network.ts";
import { bind, inMemory } from "./arguments.ts";

/**
 * Where the agent sees the folders that it shares with the proxy: a short path, because that of a
 * unix socket has 107 bytes at most.
 */
export const sharedRoot = "/gatecrash-world";
const treeRoot = "/gatecrash-tree";

/** Files of the lane that Docker makes by itself, and shares among containers that share a network. */
const of_docker: readonly string[] = ["/etc/hosts", "/etc/resolv.conf"];

/** The folder on this machine behind what agent and proxy share. */
export function sharedFolder({ folder }: LaneSpec): string {
  return join(resolve(folder), "shared");
}

/** Makes the shared folders, for every user: nobody knows which one an image's proxy becomes. */
export function makeShared(spec: LaneSpec, { tree, shared }: LaneWorld): void {
  const inTree = walk(tree).folders;
  for (const path of ["", ...shared, ...inTree.filter((each) => isShared(each, shared))]) {
    const at = join(sharedFolder(spec), path);
    mkdirSync(at, { recursive: true });
    chmodSync(at, 0o777);
  }
}

/** Arguments of the agent's container: the world's names, and what it shares with the proxy. */
export function agentMounts(spec: LaneSpec, { tree }: LaneWorld): string[] {
  return [
    ...["--mount", bind(resolve(tree), true, treeRoot)],
    ...["--mount", bind(sharedFolder(spec), false, sharedRoot)],
  ];
}

/** The shell script that makes the world of a lane in the agent's container and runs `"$@"`. */
export function agentScript(world: LaneWorld, tools: NetworkTools): string {
  const names = of_docker.map((file) => `cat ${treeRoot}${file} > ${file}`);
  return ["set -e", ...networkCommands(world, tools), ...names, 'exec "$@"'].join("\n");
}

/**
 * Mounts that lay the world's tree over the image: single files, so that what the image has beside
 * them stays. Docker makes the folders above them, where they are not there.
 */
export function proxyMounts(spec: LaneSpec, { tree, shared, replaced }: LaneWorld): string[] {
  const { files, folders } = walk(resolve(tree));
  const empty = folders.filter((each) => !isShared(each, shared) && !isOfSystem(each));
  const binds = files.filter((file) => !of_docker.includes(file));
  // Made for this run: an image's own user is not the owner of a key, and has to read it.
  for (const file of binds) chmodSync(join(tree, file), 0o644);
  return [
    ...[...new Set([...replaced, ...empty])].map(inMemory),
    ...shared.map((path) => bind(join(sharedFolder(spec), path), false, path)),
    ...binds.map((file) => bind(join(resolve(tree), file), true, file)),
  ].flatMap((mount) => ["--mount", mount]);
}

function isShared(path: string, shared: readonly string[]): boolean {
  return shared.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

function isOfSystem(path: string): boolean {
  return /^\/(?:dev|proc|sys)(?:\/|$)/.test(path);
}

/** All files below a folder, and folders that are empty; paths begin with a slash. */
function walk(tree: string): { files: string[]; folders: string[] } {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true }).map((entry) => ({
    path: join(entry.parentPath, entry.name).slice(tree.length),
    folder: entry.isDirectory(),
  }));
  const above = new Set(entries.map(({ path }) => dirname(path)));
  return {
    files: entries.filter(({ folder }) => !folder).map(({ path }) => path),
    folders: entries
      .filter(({ folder, path }) => folder && !above.has(path))
      .map(({ path }) => path),
  };
}
