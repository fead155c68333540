import { outline } from "@gatecrash/core";
import type { ActKind, Script } from "@gatecrash/core";
import { openWorker } from "./supervisor.ts";
import type { SupervisorOptions, WorkerUpstream } from "./supervisor.ts";
import { WorkerProcess } from "./worker-process.ts";

/** A process does not outlive these, or is of no more use after them. */
const spoils: ReadonlySet<ActKind> = new Set<ActKind>([
  "exit",
  "kill",
  "overflow-heap",
  "exhaust-descriptors",
]);

/** True if the process of a script can serve another trial afterwards. */
export function outlives(script: Script): boolean {
  return outline(script).every((act) => !spoils.has(act.kind));
}

/** After a trial a process may stand still for the rest of its last act. */
const leave_ms_max = 2_000;

let kept: WorkerProcess | undefined;
let free: Promise<void> = Promise.resolve();

/**
 * Opens one upstream after the other in a process that outlives them: to start one takes a core for a
 * quarter of a second. Resolves when it is this one's turn and it listens.
 * @throws Error if the worker cannot listen
 */
export async function openInTurn(options: SupervisorOptions): Promise<WorkerUpstream> {
  const before = free;
  let release: () => void = () => undefined;
  free = new Promise((resolve) => (release = resolve));
  await before;
  const worker = kept && !kept.gone ? kept : new WorkerProcess(options.command);
  kept = worker;
  try {
    const upstream = await openWorker(options, worker);
    const close = async () => {
      // What comes of its last act is nobody's any more, and nobody waits for it but the next.
      void leave(worker).then(release);
      return Promise.resolve();
    };
    return { ...upstream, close };
  } catch (error) {
    worker.child.kill("SIGKILL");
    release();
    throw error;
  }
}

/** One that does not come back from its last act is ended: the next trial gets another. */
async function leave(worker: WorkerProcess): Promise<void> {
  const timer = setTimeout(() => {
    worker.child.kill("SIGKILL");
  }, leave_ms_max);
  await worker.leave();
  clearTimeout(timer);
  if (worker.gone) kept = undefined;
}
