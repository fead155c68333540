import type { Socket } from "node:net";
import type { Address } from "@gatecrash/core";
import { WorkerProcess } from "./worker-process.ts";
import type { WorkerCommand, WorkerOwner } from "./worker-process.ts";
import type { Adopted, ToWorker, WorkerSetup } from "./worker.ts";

export type { WorkerCommand } from "./worker-process.ts";

/** A worker process with its upstream, as the supervisor sees it. */
export interface WorkerUpstream {
  addresses: Address[];
  pid: number;
  /** Resolves when the process is gone. */
  ended: Promise<void>;
  /** Gives the worker a connection that was accepted here, with what was read of it. */
  adopt(socket: Socket, adopted: Adopted): void;
  /** Lets the process end by itself, with nothing to do any more. */
  retire(): Promise<void>;
  /** Waits until the worker has no connection at work, or is gone. */
  settle(ms_max: number): Promise<void>;
  /** Ends the process, in whatever state it is. */
  close(): Promise<void>;
}

export interface SupervisorOptions extends Omit<WorkerOwner, "trial_id"> {
  command: WorkerCommand;
  setup: WorkerSetup;
  descriptors_max?: number;
  /** Called when the process is up and about to listen: whoever has its address lets go of it. */
  beforeListen?(): Promise<void>;
}

/**
 * Opens an upstream in a process: in one that is started for it, if none is given. Its crash is real;
 * the supervisor survives and records it.
 * @throws Error if the worker cannot listen
 */
export async function openWorker(
  options: SupervisorOptions,
  worker = new WorkerProcess(options.command, options.descriptors_max),
): Promise<WorkerUpstream> {
  const { setup, write, journal } = options;
  const { child, ended } = worker;
  worker.owner = { trial_id: setup.trial_id, write, journal };
  if (options.beforeListen) {
    await worker.next("ready");
    await options.beforeListen();
  }
  const opened = worker.next("opened");
  worker.tell({ open: setup });
  // One that exits at its start leaves an address at which nobody listens.
  const addresses = (await opened) ?? (worker.exits ? setup.addresses : undefined);
  if (!addresses) throw new Error("the upstream process ended before it listened");
  return {
    addresses: addresses as Address[],
    pid: child.pid ?? 0,
    ended,
    adopt: (socket, adopted) => {
      if (child.connected) child.send({ adopt: adopted } satisfies ToWorker, socket);
      else socket.destroy();
    },
    retire: async () => {
      // Not by a disconnect: after one, node emits no "close".
      worker.tell({ retire: true });
      await ended;
    },
    settle: async (ms_max) => {
      // It could not answer, and closes nothing meanwhile.
      if (worker.stands_still) return;
      const settled = worker.next("settled");
      worker.tell({ settle_ms: ms_max });
      await Promise.race([settled, ended, sleep(ms_max)]);
    },
    close: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
}
