import { closeSync, openSync, writeFileSync } from "node:fs";
import { memoryLimit } from "./memory-limit.ts";
import type { Performed } from "./performed.ts";
import { limits } from "./limits.ts";

/** Opens a file again and again until the kernel says EMFILE; the files stay open. */
export function exhaustDescriptors(): Performed {
  let opened = 0;
  let last = -1;
  try {
    for (; opened < limits.descriptors_max; opened += 1) last = openSync("/dev/null", "r");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      result: code === "EMFILE" ? "ok" : (code ?? "failed"),
      note: `${opened} files, ${code}`,
    };
  }
  closeSync(last);
  return { result: "failed", note: `no limit of descriptors below ${limits.descriptors_max}` };
}

/** 4 MiB in one array: the fewer there are, the less V8 looks for garbage before it gives up. */
const numbers_at_once = 524_288;

/** Fills the heap up to its limit: V8 then ends the process. Without a limit it returns. */
export function overflowHeap(): Performed {
  // What V8 says before it aborts is long, and no trouble of the harness.
  closeSync(2);
  openSync("/dev/null", "w");
  const kept: number[][] = [];
  while (kept.length * numbers_at_once * 8 < 4 * limits.heap_bytes_max) {
    kept.push(new Array<number>(numbers_at_once).fill(kept.length + 0.5));
  }
  return { result: "failed", note: `${kept.length} arrays fitted, in spite of the limit` };
}

/** Taken at once; the kernel counts a page when it is written to. */
const memory_bytes_at_once = 8_388_608;

/** Takes memory until the kernel ends the process. Where no lane's limit holds, it takes none. */
export function exhaustMemory(): Performed {
  const limit = memoryLimit();
  if (limit === undefined) {
    return { result: "failed", note: `no limit of memory up to ${limits.memory_bytes_max} bytes` };
  }
  // Of all in the container the kernel ends this process, not the agent (proc_pid_oom_score_adj(5)).
  writeFileSync("/proc/self/oom_score_adj", "1000");
  const kept: Buffer[] = [];
  while (kept.length * memory_bytes_at_once < 2 * limit) {
    kept.push(Buffer.alloc(memory_bytes_at_once, 1));
  }
  return { result: "failed", note: `${kept.length} times 8 MiB fitted into ${limit} bytes` };
}
