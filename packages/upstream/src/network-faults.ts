import type { Socket } from "node:net";
import type { Act, Address } from "@gatecrash/core";
import type { Injection } from "./injection.ts";
import type { Journal } from "./journal.ts";
import type { Listener } from "./listener.ts";
import { listenerStage } from "./listener-stage.ts";
import { Moment } from "./moment.ts";
import { NetworkActs } from "./network/acts.ts";
import type { LaneNetwork } from "./network/lane-network.ts";
import { play } from "./play.ts";

export interface NetworkFaultsOptions {
  journal: Journal;
  network?: LaneNetwork;
  supervise?: (act: Act) => Promise<void>;
}

/** What faults do to the listeners of an upstream, and to the packets between it and the proxy. */
export class NetworkFaults {
  readonly #options: NetworkFaultsOptions;
  /** Scripts that are at work on listeners. */
  readonly #holding = new Set<Promise<unknown>>();
  readonly #begun = new Moment();
  readonly #over = new Moment();

  constructor(options: NetworkFaultsOptions) {
    this.#options = options;
  }

  /** The first request is about to be made. */
  begin(): void {
    this.#begun.happen();
  }

  /** The last request was answered. */
  end(): void {
    this.#over.happen();
  }

  /** Plays a fault on listeners; resolves when it is at work, which it may be for long. */
  async play(injection: Injection, listeners: readonly Listener[]): Promise<void> {
    const { journal, supervise } = this.#options;
    const { id: trial_id } = injection.setup;
    const waits = new Moment();
    const targets = listeners.map((listener) => ({ server: listener.address }));
    const { network } = this.#options;
    const stage = listenerStage(listeners, {
      signal: injection.signal,
      network: new NetworkActs({ network, targets, over: this.#over.happened, injection }),
      begun: this.#begun.happened,
      onWait: () => {
        waits.happen();
      },
      ...(supervise ? { supervise } : {}),
    });
    const playing = play(injection.open(), stage, { trial_id, connection: 0, journal });
    const holding = playing.finally(() => this.#holding.delete(holding));
    this.#holding.add(holding);
    await Promise.race([playing, waits.happened]);
  }

  /** Resolves when no script is at work on a listener: those whose fault is healed end. */
  async settled(): Promise<void> {
    await Promise.all(this.#holding);
  }

  /** Performs acts on the packets of one connection. */
  on(socket: Socket, injection: Injection): NetworkActs {
    const end = (address = "", port = 0): Address => ({ address, port });
    const server = end(socket.localAddress, socket.localPort);
    const peer = end(socket.remoteAddress, socket.remotePort);
    const { network } = this.#options;
    const targets = [{ server, peer }];
    return new NetworkActs({ network, targets, over: this.#over.happened, injection });
  }
}
