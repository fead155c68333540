import type { Entry, When } from "@gatecrash/core";
import type { Injection } from "../injection.ts";
import type { WorkerUpstream } from "../supervisor.ts";
import type { Chosen } from "./chosen.ts";

/**
 * - `active`: it will be chosen when its condition fits
 * - `paused`: a process fault has the listener; it goes on when that is removed
 * - `spent`: its condition can fit no more
 * - `ended`: its process has ended; nothing listens until it is removed
 */
export type InjectionState = "active" | "paused" | "spent" | "ended";

/** What became of the process of a fault that takes one. */
export interface ProcessView {
  pid: number;
  code?: number;
  signal?: string;
}

export interface InjectionView {
  id: string;
  fault: string;
  params?: Record<string, unknown>;
  scope: Chosen["scope"];
  when: When;
  ttl_ms?: number;
  listener: number;
  state: InjectionState;
  hits: number;
  delivered: number;
  process?: ProcessView;
  trouble?: string;
}

export interface ActiveSetup {
  id: string;
  chosen: Chosen;
  when: When;
  ttl_ms?: number;
  listener: number;
}

/** One injection of the control API, until it is removed. */
export class ActiveInjection {
  readonly setup: ActiveSetup;
  /** Where it is performed: in this process … */
  injection: Injection | undefined;
  /** … or in one of its own. */
  worker: WorkerUpstream | undefined;
  timer: NodeJS.Timeout | undefined;
  #hits = 0;
  #delivered = 0;
  #process: ProcessView | undefined;
  #trouble: string | undefined;

  constructor(setup: ActiveSetup) {
    this.setup = setup;
  }

  /** True if the listener is out of the hands of other injections. */
  get holdsListener(): boolean {
    const { own_process, scope } = this.setup.chosen;
    return own_process || scope === "listener";
  }

  /** Counts what the facts say of it, in whichever process it happened. */
  note(entry: Entry): void {
    if (!("trial_id" in entry) || entry.trial_id !== this.setup.id) return;
    if (entry.kind === "act" && entry.index === 0) this.#hits += 1;
    else if (entry.kind === "delivered") this.#delivered += 1;
    else if (entry.kind === "acted" && entry.result === "failed") this.#trouble = entry.note;
    else if (entry.kind === "process-ended") {
      const { pid, code, signal } = entry;
      this.#process = {
        pid,
        ...(code === undefined ? {} : { code }),
        ...(signal === undefined ? {} : { signal }),
      };
    }
  }

  view(paused: boolean): InjectionView {
    const { id, chosen, when, ttl_ms, listener } = this.setup;
    const process = this.#process ?? (this.worker && { pid: this.worker.pid });
    return {
      id,
      fault: chosen.name,
      ...("params" in chosen.acting ? { params: chosen.acting.params } : {}),
      scope: chosen.scope,
      when,
      ...(ttl_ms === undefined ? {} : { ttl_ms }),
      listener,
      state: this.#state(paused),
      hits: this.#hits,
      delivered: this.#delivered,
      ...(process ? { process } : {}),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    };
  }

  #state(paused: boolean): InjectionState {
    if (this.#process) return "ended";
    if (paused) return "paused";
    const { count_max } = this.setup.when;
    const counted = count_max !== undefined && this.#hits >= count_max;
    return counted || this.injection?.spent === true ? "spent" : "active";
  }
}
