import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { workspace } from "./cli.ts";

export const execute = promisify(execFile);

/** The parts of a manifest that decide what a user of the package gets. */
export interface Manifest {
  name: string;
  version: string;
  bin?: Record<string, string>;
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
}

export interface PackedPackage {
  manifest: Manifest;
  /** Where it was unpacked. */
  folder: string;
  files: string[];
}

interface PackOutput {
  name: string;
  filename: string;
  files: { path: string }[];
}

/** `npm pack` of all packages, unpacked below `folder` as `npm install` would: without a registry. */
export async function installPacked(folder: string): Promise<PackedPackage[]> {
  const args = ["pack", "--workspaces", "--json", "--loglevel=error", "--pack-destination", folder];
  const { stdout } = await execute("npm", args, { cwd: workspace, maxBuffer: 67_108_864 });
  const outputs = Object.values(JSON.parse(stdout) as Record<string, PackOutput>);
  const packed = await Promise.all(
    outputs.map(async ({ name, filename, files }) => {
      const target = join(folder, "node_modules", name);
      mkdirSync(target, { recursive: true });
      await execute("tar", ["-xzf", join(folder, filename), "--strip-components=1", "-C", target]);
      const manifest = JSON.parse(readFileSync(join(target, "package.json"), "utf8")) as Manifest;
      linkPrograms(folder, target, manifest);
      return { manifest, folder: target, files: files.map(({ path }) => path) };
    }),
  );
  copyThirdParty(folder);
  return packed;
}

function linkPrograms(folder: string, target: string, { bin }: Manifest): void {
  for (const [name, path] of Object.entries(bin ?? {})) {
    const link = join(folder, "node_modules/.bin", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(target, path), link);
    chmodSync(join(target, path), 0o755);
  }
}

interface Lock {
  packages: Record<string, { dev?: boolean; link?: boolean; optional?: boolean }>;
}

/** What the lock file names for production, and nothing that only the workspace needs. */
function copyThirdParty(folder: string): void {
  const lock = JSON.parse(readFileSync(join(workspace, "package-lock.json"), "utf8")) as Lock;
  for (const [path, { dev, link, optional }] of Object.entries(lock.packages)) {
    const nested = path.lastIndexOf("node_modules/") > 0;
    // A nested one comes with the package that it is nested in.
    if (!path.startsWith("node_modules/") || nested || dev || link || optional) continue;
    cpSync(join(workspace, path), join(folder, path), { recursive: true });
  }
}
