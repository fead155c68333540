import { readFileSync } from "node:fs";
import { limits } from "./limits.ts";

/** Files of this process's cgroup, as a container sees them: of version 2, then of version 1. */
const limitFiles = [
  "/sys/fs/cgroup/memory.max",
  "/sys/fs/cgroup/memory/memory.limit_in_bytes",
] as const;
const eventFiles = [
  "/sys/fs/cgroup/memory.events",
  "/sys/fs/cgroup/memory/memory.oom_control",
] as const;

/**
 * How much memory the processes of this container may have together, in bytes, if that is so little
 * that it may be used up: a lane's limit, not that of a machine.
 */
export function memoryLimit(files: readonly string[] = limitFiles): number | undefined {
  const text = firstOf(files)?.trim() ?? "";
  const limit = /^\d+$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  return limit <= limits.memory_bytes_max ? limit : undefined;
}

/** How often the kernel ended a process of this container for want of memory; 0 where nothing counts it. */
export function oomKills(files: readonly string[] = eventFiles): number {
  return Number(/^oom_kill (\d+)\s*$/m.exec(firstOf(files) ?? "")?.[1] ?? 0);
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
