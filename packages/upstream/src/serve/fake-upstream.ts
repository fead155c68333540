import { Problem } from "@gatecrash/core";
import type { Act, Address, When } from "@gatecrash/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { createHealthyServer } from "../healthy.ts";
import type { HealthyServer } from "../healthy.ts";
import { refusal } from "../injection.ts";
import type { WorkerCommand } from "../supervisor.ts";
import { chooseForRequest, Upstream } from "../upstream.ts";
import { ActiveInjection } from "./active.ts";
import type { InjectionView } from "./active.ts";
import { Callers } from "./callers.ts";
import { chooseFault, chooseScript } from "./chosen.ts";
import type { Chosen, FaultCatalogue } from "./chosen.ts";
import type { EventLog } from "./event-log.ts";
import { InTurn } from "./in-turn.ts";
import { takeBack, takeOver } from "./takeover.ts";

/** Injections that may be there at the same time. */
export const injectionsMax = 200;

export interface FakeUpstreamOptions {
  /** Each is a listener; port 0 takes any that is free. */
  addresses: readonly Address[];
  catalogue: FaultCatalogue;
  /** What node runs for a fault that takes the whole process. */
  worker: WorkerCommand;
  events: EventLog;
  seed: string;
  /** Callers can choose faults by path and header. */
  caller_faults: boolean;
}

/** What is asked for: a fault of the catalogue, or acts. */
export interface InjectionRequest {
  fault?: string | undefined;
  params?: Record<string, unknown> | undefined;
  script?: readonly Act[] | undefined;
  when: When;
  /** Time after which it heals by itself. */
  ttl_ms?: number | undefined;
  /** Index of the address. */
  listener: number;
}

/** The fake upstream by itself: what `gatecrash serve` runs and its control API changes. */
export class FakeUpstream {
  readonly #options: FakeUpstreamOptions;
  readonly #upstream: Upstream;
  readonly #healthy: HealthyServer;
  readonly #callers: Callers | undefined;
  readonly #active = new Map<string, ActiveInjection>();
  // Two changes of one listener at the same time would race for its address.
  readonly #turn = new InTurn();
  readonly #unsubscribe: () => void;
  #count = 0;
  /** A process fault has a listener. */
  #taken = false;

  private constructor(options: FakeUpstreamOptions, healthy: HealthyServer, upstream: Upstream) {
    this.#options = options;
    this.#healthy = healthy;
    this.#upstream = upstream;
    const { catalogue, worker, events, seed, caller_faults } = options;
    if (caller_faults) {
      this.#callers = new Callers({ upstream, catalogue, worker, events, seed });
    }
    this.#unsubscribe = events.subscribe((entry) => {
      if ("trial_id" in entry) this.#active.get(entry.trial_id ?? "")?.note(entry);
    });
  }

  /** Listens on all its addresses. @throws Error with an errno such as EADDRINUSE */
  static async open(options: FakeUpstreamOptions): Promise<FakeUpstream> {
    const { events } = options;
    // The server must be there before the upstream that its hook asks.
    const hook: { run?: FakeUpstream["onRequest"] } = {};
    const healthy = await createHealthyServer({
      onRequest: (request, reply) => hook.run?.(request, reply),
    });
    const { journal } = events;
    const upstream = new Upstream({ trial_id: "serve", journal, healthy });
    upstream.begin();
    const fake = new FakeUpstream(options, healthy, upstream);
    hook.run = fake.onRequest.bind(fake);
    try {
      for (const address of options.addresses) await upstream.listen(address);
    } catch (error) {
      await fake.close();
      throw error;
    }
    return fake;
  }

  get addresses(): Address[] {
    return this.#upstream.addresses;
  }

  /** Connections that this process holds; those of process faults are not among them. */
  get openConnections(): number {
    return this.#upstream.openConnections;
  }

  list(): InjectionView[] {
    return [...this.#active.values()].map((active) => this.#view(active));
  }

  /** @throws Problem if it is not understood, or cannot be now */
  async inject(request: InjectionRequest): Promise<InjectionView> {
    const chosen = await this.#choose(request);
    return this.#turn.take(async () => {
      this.#refuse(chosen, request);
      this.#count += 1;
      const { when, ttl_ms, listener } = request;
      const id = `injection-${this.#count}`;
      const ttl = ttl_ms === undefined ? {} : { ttl_ms };
      const active = new ActiveInjection({ id, chosen, when, listener, ...ttl });
      this.#active.set(id, active);
      this.#options.events.journal({ kind: "injected", injection: id, fault: chosen.name });
      await this.#begin(active);
      if (ttl_ms !== undefined) {
        active.timer = setTimeout(() => void this.remove(id, "its time to live is over"), ttl_ms);
      }
      return this.#view(active);
    });
  }

  /** Ends one injection. @returns false if there is none of that id */
  async remove(id: string, because: string): Promise<boolean> {
    return this.#turn.take(async () => {
      const active = this.#active.get(id);
      if (active) await this.#end(active, because);
      return active !== undefined;
    });
  }

  /** Ends every injection, and every fault that callers have chosen. @returns how many */
  async heal(because: string): Promise<number> {
    return this.#turn.take(async () => {
      const all = [...this.#active.values()];
      for (const active of all) await this.#end(active, because);
      return all.length + ((await this.#callers?.heal()) ?? 0);
    });
  }

  async close(): Promise<void> {
    await this.heal("the upstream ends");
    this.#unsubscribe();
    await this.#upstream.close();
    await this.#healthy.close();
  }

  /** The healthy server's hook. */
  onRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    // Connections from before a takeover are let go, as a process that ends would let them go.
    if (this.#taken) reply.header("connection", "close");
    return this.#callers?.onRequest(request, reply) ?? chooseForRequest(request, reply);
  }

  async #choose({ fault, params, script }: InjectionRequest): Promise<Chosen> {
    if (fault !== undefined) {
      return chooseFault(this.#options.catalogue, fault, () => params ?? {});
    }
    if (script !== undefined) return chooseScript(script);
    throw new Problem("usage-invalid", 'expected "fault" or "script"', "GET /faults lists them.");
  }

  #refuse(chosen: Chosen, { when, listener }: InjectionRequest): void {
    const unfit = refusal({ scope: chosen.scope, when, fault: chosen.name });
    if (unfit !== undefined) throw new Problem("usage-invalid", unfit, 'Leave "when" out.');
    const count = this.addresses.length;
    if (listener >= count) {
      throw new Problem("usage-invalid", `there is no listener ${listener}; there are ${count}`);
    }
    if (this.#active.size >= injectionsMax) {
      const message = `there are ${injectionsMax} injections already`;
      throw new Problem("limit-exceeded", message, "DELETE some of them, or POST /heal.");
    }
    const holder = this.#holder(listener);
    const takes = chosen.own_process || chosen.scope === "listener";
    if (holder && (takes || holder.setup.chosen.own_process)) {
      const { id, chosen: held } = holder.setup;
      const message = `"${held.name}" (${id}) has taken the listener; "${chosen.name}" cannot be there too`;
      throw new Problem("conflict", message, `DELETE /injections/${id} first, or POST /heal.`);
    }
  }

  async #begin(active: ActiveInjection): Promise<void> {
    const { id, chosen, when, listener } = active.setup;
    const { name: fault, scope, script } = chosen;
    const { seed } = this.#options;
    if (chosen.own_process) {
      const [upstream, healthy] = [this.#upstream, this.#healthy];
      try {
        await takeOver(active, { ...this.#options, upstream, healthy });
        this.#taken = true;
      } catch (error) {
        this.#forget(active, "it could not begin");
        throw error;
      }
      return;
    }
    const setup = { id, fault, scope, when, seed: `${seed}/${id}`, script };
    active.injection = await this.#upstream.inject(setup, [listener]);
  }

  async #end(active: ActiveInjection, because: string): Promise<void> {
    if (active.injection) await this.#upstream.heal(active.injection);
    if (active.worker) await takeBack(active, this.#upstream);
    this.#forget(active, because);
  }

  #forget(active: ActiveInjection, because: string): void {
    clearTimeout(active.timer);
    const { id } = active.setup;
    this.#active.delete(id);
    this.#taken = [...this.#active.values()].some((each) => each.worker);
    this.#options.events.journal({ kind: "healed", injection: id, because });
  }

  #view(active: ActiveInjection): InjectionView {
    const holder = this.#holder(active.setup.listener);
    return active.view(holder !== active && holder?.worker !== undefined);
  }

  #holder(listener: number): ActiveInjection | undefined {
    return [...this.#active.values()].find(
      (each) => each.holdsListener && each.setup.listener === listener,
    );
  }
}
