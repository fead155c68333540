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
  "exhaust-memory",
  "exhaust-descriptors",
]);

/** True if the process of a script can serve another trial afterwards. */
export function outlives(script: Script): boolean {
  return outline(script).every((act) => !spoils.has(act.kind));
}

/** After a trial a process may stand still for the rest of its last act. */
const leave_ms_max = 2_000;

/** So many serve at the same time: one costs a core's quarter of a second, a trial is mostly waiting. */
const kept_max = 2;

/** The place of a process that is kept, once it was needed. */
interface Place {
  worker: WorkerProcess | undefined;
}

const free: Place[] = Array.from({ length: kept_max }, () => ({ worker: undefined }));
const waiting: ((place: Place) => void)[] = [];

/**
 * By trial: the process that still holds its addresses. A trial that is run again may get another
 * process (measured: EADDRINUSE for `freeze`).
 */
const leaving = new Map<string, Promise<void>>();

/**
 * Opens an upstream in a process that outlives it and serves the next one: to start one takes a core
 * for a quarter of a second. Resolves when it is this one's turn and it listens.
 * @throws Error if the worker cannot listen
 */
export async function openInTurn(options: SupervisorOptions): Promise<WorkerUpstream> {
  const { trial_id } = options.setup;
  await leaving.get(trial_id);
  const place = free.shift() ?? (await new Promise<Place>((go) => waiting.push(go)));
  const worker = place.worker?.gone === false ? place.worker : new WorkerProcess(options.command);
  place.worker = worker;
  try {
    const upstream = await openWorker(options, worker);
    const close = async () => {
      // What comes of its last act is nobody's any more, and nobody waits for it but the next.
      const left = leave(worker).then(() => {
        leaving.delete(trial_id);
        release(place);
      });
      leaving.set(trial_id, left);
      return Promise.resolve();
    };
    return { ...upstream, close };
  } catch (error) {
    worker.child.kill("SIGKILL");
    place.worker = undefined;
    release(place);
    throw error;
  }
}

/**
 * Opens an upstream whose trial ends its process: in one that is kept and that nobody needs, if there
 * is one. It listens.
 * @throws Error if the worker cannot listen
 */
export async function openLast(options: SupervisorOptions): Promise<WorkerUpstream> {
  await Promise.all(leaving.values());
  const place = free.find(({ worker }) => worker?.gone === false);
  const worker = place?.worker;
  if (place) place.worker = undefined;
  return openWorker(options, worker);
}

/** The next gets it; a place with a process is used before one that needs a new one. */
function release(place: Place): void {
  const next = waiting.shift();
  if (next) next(place);
  else free.unshift(place);
}

/** One that does not come back from its last act is ended: the next trial gets another. */
async function leave(worker: WorkerProcess): Promise<void> {
  const timer = setTimeout(() => {
    worker.child.kill("SIGKILL");
  }, leave_ms_max);
  await worker.leave();
  clearTimeout(timer);
}
