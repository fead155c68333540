import type {
  Address,
  Answer,
  Command,
  Fact,
  NetworkTools,
  PreparedLane,
  Route,
  TimedFact,
  TrialEnd,
  TrialSetup,
} from "@gatecrash/core";
import { defaultRequest, Problem } from "@gatecrash/core";
import { ask } from "../client/client.ts";
import { Gate } from "../gate.ts";
import {
  dying_ms_max,
  isGone,
  LoopbackAddresses,
  reserve,
  reserveEach,
  upstreamAddresses,
} from "./addresses.ts";
import { Arrivals } from "./arrivals.ts";
import { CalmStart } from "./calm-start.ts";
import { askAll } from "./ask-all.ts";
import type { LagWatch } from "./lag.ts";
import { openAhead } from "./open-ahead.ts";
import { Pace } from "./pace.ts";
import { ProxyWatch } from "./proxy-watch.ts";
import type { AgentParts, LaneServices, TrialName, TrialUpstream } from "./upstreams.ts";
import { Witness } from "./witness.ts";

/** After the last exchange the upstream may still see connections end. */
const settle_ms_max = 200;

/** How often a trial is run again beside others. */
const repeats_max = 2;

/** Trials that are run again at the same time: the longest first. */
const repeating_max = 6;

/** A trial that lasts so long mostly waits, and may do so beside those. */
const waits_ms_min = 2_000;

/** A proxy that does not answer in this time stands still for a reason of its own. */
const watched_ms_max = 1_000;

/** Deadlines of a request that a proxy may take to ask for a name: it asks once a second or so. */
const question_deadlines = 4;

type Prepare = Extract<Command, { do: "prepare" }>;
type RunTrial = Extract<Command, { do: "run-trial" }>;

interface PreparedTrial {
  setup: TrialSetup;
  route: Route;
  /** Opens it, once more for each time that the trial is run. */
  open(): Promise<TrialUpstream>;
  /** Starts what takes long, before the trial starts. */
  ahead?: () => void;
}

/** The trials of one lane: their upstreams, their fronts, their exchanges. */
export class LaneTrials {
  readonly #parts: AgentParts;
  readonly #write: (fact: TimedFact) => void;
  readonly #trials = new Map<string, PreparedTrial>();
  readonly #open = new Set<TrialUpstream>();
  readonly #calm = new CalmStart();
  /** Starting a process takes a core for a while: one at a time. */
  readonly #starting = new Gate(1);
  readonly #repeating = new Gate(repeating_max);
  readonly #witness: Witness;
  readonly #watch: ProxyWatch;
  /** By trial: the connections that its upstreams accepted. */
  readonly #arrivals = new Map<string, Arrivals>();
  #lane = "";
  #services: LaneServices | undefined;
  #ready: { route: Route; upstream: TrialUpstream } | undefined;

  constructor(parts: AgentParts, lag: LagWatch, write: (fact: TimedFact) => void) {
    this.#parts = parts;
    this.#witness = new Witness(lag);
    this.#write = (fact) => {
      this.#witness.note(fact);
      write(fact);
      if (fact.kind === "connection-opened") this.#arrivalsOf(fact.trial_id).add();
    };
    this.#watch = new ProxyWatch(
      () => this.#askHealthy(watched_ms_max),
      lag,
      (ms) => {
        this.#fact({ kind: "lag", lane: this.#lane, ms, of: "proxy" });
      },
    );
  }

  async prepare({ lane, trials: setups, folder, tools }: Prepare): Promise<PreparedLane> {
    this.#lane = lane;
    // Unix sockets are named relative to the folder: a path of theirs may have 107 bytes only.
    process.chdir(folder);
    const addresses = await LoopbackAddresses.open(process.ppid + process.pid);
    const next = () => addresses.next();
    const services = await this.#parts.openServices(setups, folder, next, this.#write, tools);
    this.#services = services;
    const fronts = await reserve(addresses.next().address, setups.length + 1);
    const routes = await Promise.all(
      setups.map(async (setup, index): Promise<Route> => {
        const front = fronts[index] ?? { address: "127.0.0.1", port: 0 };
        const { upstreams, ...opens } = await this.#prepareUpstream(setup, addresses, tools);
        const route = { id: setup.route, front, upstreams, ...services.routeOf(setup, upstreams) };
        this.#trials.set(setup.trial_id, { setup, route, ...opens });
        return route;
      }),
    );
    const upstream = await this.#parts.openHealthy(addresses.next());
    const front = fronts.at(-1) ?? { address: "127.0.0.1", port: 0 };
    const ready: Route = { id: "ready", front, upstreams: upstream.addresses };
    this.#ready = { route: ready, upstream };
    const { dns, authority_file } = services;
    return {
      routes,
      ready,
      ...(dns ? { dns } : {}),
      ...(authority_file === undefined ? {} : { authority_file }),
    };
  }

  /** Opens the upstreams of a trial, or, for a process of its own, knows where it will listen. */
  async #prepareUpstream(setup: TrialSetup, addresses: LoopbackAddresses, tools?: NetworkTools) {
    const free = await upstreamAddresses(setup, addresses);
    const open = async (at: readonly Address[]) => {
      const upstream = await this.#parts.openTrial(setup, at, this.#write, tools);
      this.#open.add(upstream);
      return upstream;
    };
    // What takes long is opened while other trials wait for timers: a process costs more than all
    // else, and the proof that a listener refuses or stays silent takes its time.
    if (setup.own_process || setup.scope === "listener") {
      const upstreams = await reserveEach(free);
      const start = () => open(upstreams);
      if (setup.own_process && (await this.#parts.sharesProcess(setup))) {
        return { upstreams, open: start };
      }
      const inTurn = setup.own_process ? () => this.#starting.through(start) : start;
      return { upstreams, ...openAhead(inTurn) };
    }
    let opened: TrialUpstream | undefined = await open(free);
    const upstreams = opened.addresses;
    const take = async () => {
      const upstream = opened ?? (await open(upstreams));
      opened = undefined;
      return upstream;
    };
    return { upstreams, open: take };
  }

  /** Asks until the healthy server answers through the proxy. */
  async awaitReady(deadline_ms: number, proxyGone: () => string | undefined): Promise<number> {
    const started = performance.now();
    for (;;) {
      const answer = await this.#askHealthy(1_000);
      if (!answer) throw new Problem("agent-failed", "nothing was prepared");
      const elapsed_ms = performance.now() - started;
      if (answer.end === "answered" && answer.status === 200) {
        this.#openAhead();
        return elapsed_ms;
      }
      const gone = proxyGone();
      if (gone !== undefined) throw new Problem("proxy-start-failed", gone);
      if (elapsed_ms > deadline_ms) {
        const got = answer.status ?? answer.end;
        throw new Problem(
          "proxy-start-failed",
          `no healthy answer through it in ${deadline_ms} ms, last: ${got}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Only the first time: a proxy that is started again finds most trials done. */
  #openAhead(): void {
    for (const trial of this.#trials.values()) {
      trial.ahead?.();
      delete trial.ahead;
    }
  }

  /**
   * Runs a trial; it may be asked for again. One during which this process was late, or whose fault
   * was not delivered, is run again, whatever came of it: it tells nothing of the proxy.
   */
  async run(command: RunTrial): Promise<TrialEnd> {
    const { trial_id } = command;
    const trial = this.#trials.get(trial_id);
    if (!trial) throw new Problem("agent-failed", `trial ${trial_id} was not prepared`);
    const once = () => this.#watch.during(() => this.#runOnce(command, trial));
    const began_ms = performance.now();
    let told = await once();
    const lasted_ms = performance.now() - began_ms;
    for (let repeat = 1; told.nothing !== undefined && repeat <= repeats_max; repeat += 1) {
      if (told.proxy_gone) break;
      const because = told.nothing;
      const again = () => {
        this.#fact({ kind: "trial-repeated", trial_id, because });
        return once();
      };
      const waits = lasted_ms >= waits_ms_min;
      told = await (waits ? again() : this.#repeating.through(again, lasted_ms));
    }
    return told;
  }

  /** Runs a trial once. */
  async #runOnce(command: RunTrial, trial: PreparedTrial): Promise<TrialEnd> {
    const entered_ms = performance.now();
    const name = this.#services?.nameOf(command.trial_id);
    // A trial that is run again would find an answer of the time before, and not ask.
    if (trial.setup.topology.resolve === "request") await name?.forgotten();
    const upstream = await trial.open();
    await this.#calm.start();
    const began_ms = performance.now();
    name?.start();
    upstream.begin?.();
    let whole: boolean;
    try {
      whole = await this.#exchange(command, trial, name);
      await upstream.settle(settle_ms_max);
    } finally {
      name?.end();
      await upstream.close();
      this.#open.delete(upstream);
    }
    const { late_ms_max } = command;
    const told = this.#witness.end(trial.setup, { entered_ms, began_ms, late_ms_max });
    const lag_ms = told.lag_ms + this.#watch.since(entered_ms);
    return { ...told, lag_ms, proxy_gone: await this.#proxyGone(whole ? 0 : dying_ms_max) };
  }

  /** The kernel refuses connections to a front whose proxy is gone. */
  async #proxyGone(patience_ms: number): Promise<boolean> {
    const front = this.#ready?.route.front;
    return front !== undefined && (await isGone(front, patience_ms));
  }

  /** Asks all requests. True if every answer was whole beyond doubt. */
  async #exchange(
    { trial_id, requests, deadline_ms }: RunTrial,
    { route: { front }, setup: { topology } }: PreparedTrial,
    name: TrialName | undefined,
  ): Promise<boolean> {
    const ms_max = deadline_ms * question_deadlines;
    const arrivals = this.#arrivalsOf(trial_id);
    const answers = await askAll(requests, {
      pace: new Pace({ name, arrivals, topology, ms_max }),
      ask: async (request, exchange, onSent) => {
        const { method, path } = request;
        if (exchange === 0) this.#witness.asked(trial_id);
        this.#fact({ kind: "exchange-started", trial_id, exchange, method, path });
        const answer = await ask({ front: { address: front }, request, deadline_ms, onSent });
        this.#fact({ kind: "answered", trial_id, exchange, answer });
        return answer;
      },
      takenIn: () => this.#askHealthy(deadline_ms),
    });
    // The end of a body that goes on until FIN looks like the death of a proxy.
    return answers.every(({ end, framing }) => end === "answered" && framing !== "close");
  }

  #arrivalsOf(trial_id: string): Arrivals {
    const arrivals = this.#arrivals.get(trial_id) ?? new Arrivals();
    this.#arrivals.set(trial_id, arrivals);
    return arrivals;
  }

  /** Asks the healthy server through the proxy. */
  async #askHealthy(deadline_ms: number): Promise<Answer | undefined> {
    const address = this.#ready?.route.front;
    const request = { ...defaultRequest, path: "/healthz" };
    return address && ask({ front: { address }, request, deadline_ms });
  }

  async close(): Promise<void> {
    const open = [...this.#open, ...(this.#ready ? [this.#ready.upstream] : [])];
    await Promise.allSettled([
      ...open.map((upstream) => upstream.close()),
      this.#services?.close(),
    ]);
  }

  #fact(fact: Fact): void {
    this.#write({ ...fact, at_ns: process.hrtime.bigint().toString() });
  }
}
