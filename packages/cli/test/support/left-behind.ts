import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * What a run left behind: processes that know its folder (by command line, working directory or
 * environment), mounts below it, its containers, and folders for temporary files.
 */
export function leftBehind(folder: string, docker: boolean): string[] {
  return [
    ...processes(folder),
    ...mounts(folder),
    ...temporary(folder),
    ...(docker ? containers() : []),
  ];
}

function processes(folder: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid) continue;
    const about = ["cmdline", "environ"].map((name) => read(`/proc/${pid}/${name}`));
    if (
      link(`/proc/${pid}/cwd`).startsWith(folder) ||
      about.some((text) => text.includes(folder))
    ) {
      found.push(`process ${pid}: ${about[0]?.replaceAll("\0", " ").slice(0, 200)}`);
    }
  }
  return found;
}

function mounts(folder: string): string[] {
  const lines = read("/proc/self/mounts").split("\n");
  return lines.filter((line) => line.includes(folder)).map((line) => `mount ${line}`);
}

/** Rendered files, logs and histories are the run's product and stay; scratch folders must not. */
function temporary(folder: string): string[] {
  try {
    return filledScratch(folder);
  } catch (error) {
    // Something is being removed right now: look again.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return ["a temp folder that is going"];
  }
}

function filledScratch(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const scratch = entries.filter(
    (entry) => entry.isDirectory() && /^(scratch|tmp)$/.test(entry.name),
  );
  return scratch
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readdirSync(path).length > 0)
    .map((path) => `temp folder ${path}`);
}

function containers(): string[] {
  const list = execFileSync("docker", ["ps", "-aq", "--filter", "label=gatecrash.run"], {
    encoding: "utf8",
  });
  return list
    .split("\n")
    .filter(Boolean)
    .map((id) => `container ${id}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // It ended while we looked.
    return "";
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}
