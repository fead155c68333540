import { readFileSync } from "node:fs";

/** Files of this process's cgroup, as a container sees them: of version 2, then of version 1. */
const limitFiles = [
  "/sys/fs/cgroup/memory.max",
  "/sys/fs/cgroup/memory/memory.limit_in_bytes",
] as const;
const eventFiles = [
  "/sys/fs/cgroup/memory.events",
  "/sys/fs/cgroup/memory/memory.oom_control",
] as const;

/** How much memory the processes of this container may have together, in bytes, if that is limited. */
export function memoryLimit(): number | undefined {
  const text = firstOf(limitFiles)?.trim() ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** How often the kernel ended a process of this container for want of memory; 0 where nothing counts it. */
export function oomKills(): number {
  return Number(/^oom_kill (\d+)$/m.exec(firstOf(eventFiles) ?? "")?.[1] ?? 0);
}

function firstOf(files: readonly string[]): string | undefined {
  for (const file of files) {
    try {
      return readFileSync(file, "utf8");
    } catch {
      // The other version of cgroups, or none at all.
    }
  }
  return undefined;
}
