import type { Act, ActOf } from "@gatecrash/core";
import { messageOf } from "@gatecrash/core";
import { connectResult } from "../connect-result.ts";
import type { Performed } from "../performed.ts";
import type { Injection } from "../injection.ts";
import type { Filter, LaneNetwork } from "./lane-network.ts";
import type { FilterTarget } from "./rules.ts";

export interface NetworkActsOptions {
  /** None where the lane does not let us. */
  network: LaneNetwork | undefined;
  targets: readonly FilterTarget[];
  /** Resolves when the exchanges of the trial are over. */
  over: Promise<unknown>;
  /** What it sets is taken back when this is healed. */
  injection: Injection;
}

/** Performs one script's acts on packets and routes, and takes them back. */
export class NetworkActs {
  readonly #options: NetworkActsOptions;
  readonly #filters: Filter[] = [];
  #proof: string | undefined;

  constructor(options: NetworkActsOptions) {
    this.#options = options;
  }

  /** What shows that packets were taken, or that the route leads nowhere. */
  get proof(): string | undefined {
    return this.#proof;
  }

  /** What came of it; undefined for an act of another kind. */
  async perform(act: Act): Promise<Performed | undefined> {
    if (act.kind === "await-dropped") return this.#count();
    if (act.kind !== "filter" && act.kind !== "route") return undefined;
    const { network } = this.#options;
    if (!network) return failed("packets and routes belong to no lane of ours here");
    try {
      return act.kind === "filter"
        ? await this.#filter(act, network)
        : await this.#route(act, network);
    } catch (error) {
      return failed(messageOf(error));
    }
  }

  async #filter(act: ActOf<"filter">, network: LaneNetwork): Promise<Performed> {
    const { targets, injection } = this.#options;
    for (const target of targets) {
      // A socket that is closed by now no longer knows its ends.
      if (target.server.address === "" || target.peer?.address === "")
        return { result: "peer-left" };
      const filter = await network.filter(target, act);
      injection.onUndo(() => filter.remove());
      this.#filters.push(filter);
    }
    return { result: "ok" };
  }

  async #route({ route, only }: ActOf<"route">, network: LaneNetwork): Promise<Performed> {
    const { targets, injection } = this.#options;
    for (const { server } of targets) {
      const undo =
        only === "tcp"
          ? await network.routeTcp(route, server.address)
          : await network.route(route, server.address);
      injection.onUndo(undo);
      const said = await connectResult(server);
      this.#proof = `a connect of our own gave ${said}`;
      if (said === "connected") return failed(this.#proof);
    }
    return { result: "ok", ...(this.#proof === undefined ? {} : { note: this.#proof }) };
  }

  async #count(): Promise<Performed> {
    const { over, injection } = this.#options;
    await Promise.race([over, aborted(injection.signal)]);
    try {
      const counts = await Promise.all(this.#filters.map((filter) => filter.taken()));
      const sum = counts.reduce((all, each) => all + each, 0);
      const note = `the filter took ${sum} packets`;
      if (sum === 0) return failed(note);
      this.#proof = note;
      return { result: "ok", note };
    } catch (error) {
      return failed(messageOf(error));
    }
  }
}

function failed(note: string): Performed {
  return { result: "failed", note };
}

/** Resolves when the signal aborts. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      "abort",
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
