import { outline } from "@gatecrash/core";
import type { Act, Script, TimedFact } from "@gatecrash/core";
import { openWorker } from "./supervisor.ts";
import type { SupervisorOptions, WorkerUpstream } from "./supervisor.ts";

/** True if a script ends its process and wants it started again. */
export function restarts(script: Script): boolean {
  return outline(script).some((act) => restartMs(act) !== undefined);
}

function restartMs(act: Act): number | undefined {
  return act.kind === "exit" ? act.restart_ms : undefined;
}

/**
 * A worker process that is started again when it has ended and its last act asked for that. The
 * next one is up before it is needed and only does not listen, so that it is there in time.
 * @throws Error if the first worker cannot listen
 */
export async function openRestarting(options: SupervisorOptions): Promise<WorkerUpstream> {
  let closing = false;
  let again_ms: number | undefined;
  const watched = {
    ...options,
    write: (fact: TimedFact) => {
      if (fact.kind === "act") again_ms = restartMs(fact.act);
      options.write(fact);
    },
  };
  let current = await openWorker(watched);
  const { addresses } = current;
  const setup = { ...options.setup, addresses };
  let standby = standBy({ ...watched, setup });
  await standby.up;
  follow(current);
  return {
    addresses,
    get pid() {
      return current.pid;
    },
    get ended() {
      return current.ended;
    },
    adopt: (socket, adopted) => {
      current.adopt(socket, adopted);
    },
    retire: () => current.retire(),
    settle: (ms_max) => current.settle(ms_max),
    close: async () => {
      closing = true;
      await current.close();
      await (await standby.listen()).close();
    },
  };

  function follow(worker: WorkerUpstream): void {
    void worker.ended.then(() => {
      if (again_ms !== undefined && !closing) setTimeout(() => void goOn(), again_ms);
    });
  }

  async function goOn(): Promise<void> {
    if (closing) return;
    const next = standby;
    standby = standBy({ ...watched, setup });
    current = await next.listen();
    if (closing) await current.close();
    else follow(current);
  }
}

/** Starts a worker that waits before it listens. */
function standBy(options: SupervisorOptions) {
  let release: (() => void) | undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let isUp: (() => void) | undefined;
  const up = new Promise<void>((resolve) => (isUp = resolve));
  const beforeListen = async () => {
    isUp?.();
    await released;
  };
  const opening = openWorker({ ...options, beforeListen });
  opening.catch(() => isUp?.());
  return {
    /** Resolves when it only has to listen. */
    up,
    listen: (): Promise<WorkerUpstream> => {
      release?.();
      return opening;
    },
  };
}
