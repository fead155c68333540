import { Problem } from "@gatecrash/core";
import type { Fact, Lane, LaunchSpec, ProxyDriver, ProxyEnd, ProxyPlace } from "@gatecrash/core";
import type { AgentLink } from "./agent-link.ts";

export interface LaneProxyOptions {
  lane_id: string;
  driver: ProxyDriver;
  place: ProxyPlace;
  /** Its files are there already. */
  launch: Omit<LaunchSpec, "files">;
  trial_ids: string[];
  /** Resolves when it serves. @throws Problem `proxy-start-failed` */
  awaitReady(): Promise<unknown>;
  add(fact: Fact): void;
  onLine(from: "stdout" | "stderr", line: string): void;
}

/** Lines that are kept of what a proxy says, to tell why it did not start. */
const said_lines_max = 10;
const said_line_chars_max = 500;

/** After an exchange found it gone, the word of how it ended takes so long at most. */
const death_ms_max = 5_000;

/** The proxy of a lane: started, started again when it died, and stopped. */
export class LaneProxy {
  readonly #lane: Lane;
  readonly #link: AgentLink;
  readonly #options: LaneProxyOptions;
  #stop: (() => Promise<ProxyEnd>) | undefined;
  #stopping = false;
  #said: string[] = [];
  #starting: Promise<void> | undefined;
  /** Settles when the running proxy has ended; none runs: undefined. */
  #running: { died: Promise<ProxyEnd>; end(end: ProxyEnd): void } | undefined;
  /** The trial that has the proxy for itself. */
  #alone_with: string | undefined;
  /** How often it was started: an exchange that saw two of them tells nothing. */
  starts = 0;

  constructor(lane: Lane, link: AgentLink, options: LaneProxyOptions) {
    this.#lane = lane;
    this.#link = link;
    this.#options = options;
  }

  /**
   * Starts it if it does not run, and waits until it answers.
   * @throws Problem `proxy-start-failed` with what the proxy said itself
   */
  async ensure(): Promise<void> {
    if (this.#running) return this.#starting;
    this.#starting = this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    this.#said = [];
    this.starts += 1;
    // Kept here: it may be gone again before the launch is through.
    const died = this.#expect();
    const version = await this.#launch();
    const { lane_id, driver, place, launch, trial_ids, add } = this.#options;
    const command = [place.program, ...launch.args];
    add({ kind: "proxy-started", lane: lane_id, proxy: driver.id, version, command, trial_ids });
    await this.#awaitReady(died);
  }

  #expect(): Promise<ProxyEnd> {
    let end: (end: ProxyEnd) => void = () => undefined;
    const died = new Promise<ProxyEnd>((resolve) => (end = resolve));
    this.#running = { died, end };
    return died;
  }

  async #launch(): Promise<string> {
    const { driver, place, launch } = this.#options;
    if (this.#lane.startProxy) {
      const spec = { files: {}, ...launch };
      const proxy = await this.#lane.startProxy(place, driver, spec, (from, line) => {
        this.line(from, line);
      });
      this.#stop = () => proxy.stop();
      void proxy.ended.then((ended) => {
        this.ended(ended);
      });
      return proxy.version;
    }
    const { args, logs, stop_signal: signal } = launch;
    const { version_args } = driver;
    const { folder } = this.#lane.inside;
    const { program } = place;
    const command = { do: "start-proxy", program, args, version_args, logs, folder } as const;
    const { version } = await this.#link.ask(command);
    this.#stop = () => this.#link.ask({ do: "stop-proxy", signal });
    return version;
  }

  async #awaitReady(died: Promise<ProxyEnd>): Promise<void> {
    const ready = this.#options.awaitReady();
    const death = died.then((end) => {
      throw new Problem("proxy-start-failed", `it ended (${describeEnd(end)})`);
    });
    try {
      await Promise.race([ready, death]);
    } catch (error) {
      ready.catch(() => undefined);
      death.catch(() => undefined);
      if (!(error instanceof Problem) || error.code !== "proxy-start-failed") throw error;
      const said = this.#said.join(" | ") || "nothing";
      throw new Problem(error.code, `${error.message}; it said: ${said}`);
    }
    death.catch(() => undefined);
  }

  line(from: "stdout" | "stderr", line: string): void {
    this.#said = [...this.#said.slice(1 - said_lines_max), line.slice(0, said_line_chars_max)];
    this.#options.onLine(from, line);
  }

  /** Whoever sees it first says so: its launcher or the agent. */
  ended(end: ProxyEnd): void {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    this.#options.add({
      kind: "proxy-ended",
      lane: this.#options.lane_id,
      ...end,
      asked: this.#stopping,
      ...(this.#stopping || this.#said.length === 0 ? {} : { said: this.#said }),
      ...(this.#alone_with === undefined ? {} : { trial_id: this.#alone_with }),
    });
    running.end(end);
  }

  /** Runs a trial that has the proxy for itself: if it dies now, the trial killed it. */
  async aloneWith<T>(trial_id: string, work: () => Promise<T>): Promise<T> {
    await this.ensure();
    this.#alone_with = trial_id;
    try {
      return await work();
    } finally {
      this.#alone_with = undefined;
    }
  }

  /** Waits until it is known how a proxy ended that nothing answers for any more. */
  async awaitDeath(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, death_ms_max)));
    await Promise.race([this.#running?.died, enough]);
    clearTimeout(timer);
  }

  /** Ends it, if it runs, and starts it anew: it has forgotten all that it knew of its servers. */
  async restart(): Promise<void> {
    await this.stop();
    this.#stopping = false;
    await this.ensure();
  }

  /** Asks it to end, so that its log is complete. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#stop && this.#running) this.ended(await this.#stop());
  }
}

function describeEnd(end: ProxyEnd): string {
  return end.signal ?? `exit code ${end.code ?? "unknown"}`;
}
