import { messageOf, Problem } from "@gatecrash/core";
import type { HealthyServer } from "../healthy.ts";
import { openWorker } from "../supervisor.ts";
import type { WorkerCommand } from "../supervisor.ts";
import type { Upstream } from "../upstream.ts";
import type { ActiveInjection } from "./active.ts";
import type { EventLog } from "./event-log.ts";

export interface TakeoverOptions {
  upstream: Upstream;
  healthy: HealthyServer;
  worker: WorkerCommand;
  events: EventLog;
  seed: string;
  /** Told to the worker: its callers are refused, and not answered as if nothing were wrong. */
  caller_faults: boolean;
}

/**
 * A process of its own takes the listener over, at the same address, and performs the fault: its
 * crash is real, and so is that nobody listens afterwards.
 * @throws Problem `agent-failed` if the process does not come to listen; then all is as before
 */
export async function takeOver(active: ActiveInjection, options: TakeoverOptions): Promise<void> {
  const { upstream, healthy, worker: command, events, seed, caller_faults } = options;
  const { id, chosen, when, listener } = active.setup;
  const { acting, name: fault, scope, descriptors_max } = chosen;
  const address = upstream.addresses[listener];
  const addresses = address ? [address] : [];
  const refuse_callers = caller_faults;
  try {
    active.worker = await openWorker({
      command,
      setup: {
        trial_id: id,
        addresses,
        acting,
        fault,
        when,
        scope,
        seed: `${seed}/${id}`,
        refuse_callers,
      },
      ...(descriptors_max === undefined ? {} : { descriptors_max }),
      beforeListen: async () => {
        await upstream.standAside(listener);
        healthy.closeIdle();
      },
      write: events.write.bind(events),
      journal: events.journal,
    });
  } catch (error) {
    await upstream.standBack(listener);
    throw new Problem("agent-failed", `the process for "${fault}" failed: ${messageOf(error)}`);
  }
}

/** Ends the process, in whatever state it is, and listens again. */
export async function takeBack(active: ActiveInjection, upstream: Upstream): Promise<void> {
  await active.worker?.close();
  await upstream.standBack(active.setup.listener);
}
