import { setMaxListeners } from "node:events";
import { Chooser, createRandom, needsRequest } from "@gatecrash/core";
import type { FaultScope, Occasion, Random, Script, When } from "@gatecrash/core";

/** A fault that is active on a listener until it is removed, spent or healed. */
export interface InjectionSetup {
  id: string;
  /** Name of the fault, for records. */
  fault: string;
  scope: FaultScope;
  when: When;
  seed: string;
  /** It does its own TLS handshake, or needs none, even where the upstream speaks TLS. */
  below_tls?: boolean;
  /** Opens the script once more, for one connection or request. */
  script(random: Random): Script;
}

export class Injection {
  readonly setup: InjectionSetup;
  readonly #chooser: Chooser;
  readonly #abort = new AbortController();
  readonly #undo: (() => Promise<void>)[] = [];
  #undone = false;

  constructor(setup: InjectionSetup) {
    this.setup = setup;
    this.#chooser = new Chooser(setup.when, createRandom(setup.seed, "when"));
    // Each connection that the fault holds listens for the end of it.
    setMaxListeners(0, this.#abort.signal);
  }

  /** Aborts when the fault is healed: silent connections end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get hits(): number {
    return this.#chooser.hits;
  }

  /** True if it can be chosen no more. */
  get spent(): boolean {
    return this.#chooser.spent;
  }

  /** True if it is chosen for a whole connection, before a request is read. */
  get perConnection(): boolean {
    const { scope, when } = this.setup;
    if (scope === "connection") return true;
    return scope === "request" && Object.keys(when).length === 0;
  }

  get perRequest(): boolean {
    return this.setup.scope === "request" && !this.perConnection;
  }

  choose(occasion: Occasion): boolean {
    return !this.signal.aborted && this.#chooser.choose(occasion);
  }

  /** The script for the hit that was chosen last; each hit has random numbers of its own. */
  open(): Script {
    return this.setup.script(createRandom(this.setup.seed, String(this.#chooser.hits)));
  }

  heal(): void {
    this.#abort.abort();
  }

  /** What must be taken back once it is healed: it lies outside of this process. */
  onUndo(work: () => Promise<void>): void {
    // What was begun before it was healed may be done after.
    if (this.#undone) void work();
    else this.#undo.push(work);
  }

  async undo(): Promise<void> {
    this.#undone = true;
    await Promise.all(this.#undo.splice(0).map((work) => work()));
  }
}

/** Why a fault cannot be made active on this condition, if so. */
export function refusal(
  setup: Pick<InjectionSetup, "scope" | "when" | "fault">,
): string | undefined {
  const { scope, when, fault } = setup;
  if (scope === "listener" && Object.keys(when).length > 0) {
    return `"${fault}" acts on the listener at once: it cannot wait for a condition`;
  }
  if (scope === "query") return `"${fault}" acts on questions to a DNS server, and there is none`;
  if (scope === "request" || !needsRequest(when)) return undefined;
  return `"${fault}" acts before a request is read: it cannot depend on path, method or header`;
}
