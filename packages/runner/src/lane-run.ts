import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { defaultTopology, lateMsMax, messageOf, Problem } from "@gatecrash/core";
import type {
  Fact,
  Lane,
  LaneSpec,
  Launcher,
  LaunchSpec,
  PreparedLane,
  ProxyEnd,
  TimedFact,
  Trial,
  TrialSetup,
} from "@gatecrash/core";
import { AgentLink } from "./agent-link.ts";
import type { LanePlan } from "./lanes.ts";
import { ProxyLog } from "./proxy-log.ts";

export interface LaneRunOptions {
  plan: LanePlan;
  launcher: Launcher;
  spec: LaneSpec;
  journal: { add(fact: Fact): void; addTimed(fact: TimedFact): void };
  time_scale: number;
}

const ready_ms_max = 10_000;

/** Lines that are kept of what a proxy says, to tell why it did not start. */
const said_lines_max = 10;

/** One lane from opening to closing. Trouble is recorded; nothing that was recorded is lost. */
export class LaneRun {
  readonly #options: LaneRunOptions;
  readonly #lane_id: string;
  #opening: Promise<Lane> | undefined;
  #lane: Lane | undefined;
  #link: AgentLink | undefined;
  #launch: LaunchSpec | undefined;
  #log: ProxyLog | undefined;
  #stop: (() => Promise<ProxyEnd>) | undefined;
  #stopping = false;
  #ended = false;
  #said: string[] = [];
  /** Rejects when the proxy ends, whoever sees it first: its launcher or its agent. */
  readonly #death: Promise<never>;
  #died: (problem: Problem) => void = () => undefined;

  constructor(options: LaneRunOptions) {
    this.#options = options;
    this.#lane_id = options.plan.id;
    this.#death = new Promise((_, reject) => (this.#died = reject));
    this.#death.catch(() => undefined);
  }

  /** Opens the lane, prepares the trials, starts the proxy, waits until it answers. */
  async start(): Promise<void> {
    const { plan, launcher, spec, journal } = this.#options;
    await mkdir(spec.folder, { recursive: true });
    if (this.#stopping) return;
    this.#opening = launcher.open(spec);
    const lane = await this.#opening;
    // The run may have ended meanwhile; then `close` has waited for the lane and closes it.
    if (this.#stopping) return;
    this.#lane = lane;
    journal.add({ kind: "lane-opened", lane: this.#lane_id, launcher: launcher.id });
    const link = new AgentLink(lane, {
      onFact: (fact) => {
        journal.addTimed(fact);
      },
      onLine: (from, line) => this.#logLine(from, line),
      onProxyEnded: (end) => this.#onProxyEnded(end),
    });
    this.#link = link;
    const trials = plan.trials.map((trial, index) => setupOf(trial, index));
    const prepared = await link.ask({
      do: "prepare",
      lane: this.#lane_id,
      folder: lane.inside.folder,
      trials,
    });
    const trial_ids = plan.trials.map((trial) => trial.id);
    this.#log = new ProxyLog(
      plan.driver,
      this.#lane_id,
      [...prepared.routes, prepared.ready],
      trial_ids,
      journal.add,
    );
    this.#launch = await this.#render(prepared, lane);
    const version = await this.#startProxy(lane, link, this.#launch);
    journal.add({
      kind: "proxy-started",
      lane: this.#lane_id,
      proxy: plan.driver.id,
      version,
      command: [plan.place.program, ...this.#launch.args],
      trial_ids,
    });
    await this.#awaitReady(link, prepared.ready.id);
  }

  /** @throws Problem `proxy-start-failed` with what the proxy said itself */
  async #awaitReady(link: AgentLink, route: string): Promise<void> {
    const deadline_ms = ready_ms_max * Math.max(1, this.#options.time_scale);
    const ready = link.ask({ do: "await-ready", route, deadline_ms });
    try {
      await Promise.race([ready, this.#death]);
    } catch (error) {
      ready.catch(() => undefined);
      if (!(error instanceof Problem) || error.code !== "proxy-start-failed") throw error;
      const said = this.#said.join(" | ") || "nothing";
      throw new Problem(error.code, `${error.message}; it said: ${said}`);
    }
  }

  /** Runs one trial. Trouble becomes a fact of that trial. */
  async runTrial(trial: Trial): Promise<void> {
    const { journal } = this.#options;
    const trial_id = trial.id;
    journal.add({ kind: "trial-started", trial_id, lane: this.#lane_id });
    try {
      const { connect_ms, send_ms, read_ms } = trial.topology.timeouts;
      const once_ms = connect_ms + send_ms + read_ms;
      const deadline_ms =
        once_ms * (1 + trial.topology.retries) * 1.5 + 1_000 * this.#options.time_scale;
      await this.#link?.ask({
        do: "run-trial",
        trial_id,
        requests: trial.requests,
        deadline_ms,
        late_ms_max: lateMsMax(trial.topology),
      });
    } catch (error) {
      if (!this.#stopping) this.trouble(error, trial_id);
    }
    // What runs on while its proxy is being stopped saw the end of the run, not of the trial.
    if (!this.#stopping) journal.add({ kind: "trial-ended", trial_id });
  }

  /**
   * Ends the proxy so that its log is complete, reads it, closes the lane. Never throws. A lane that
   * is still being opened is closed as soon as it is open: nobody else would.
   */
  async close(): Promise<void> {
    const { journal, spec } = this.#options;
    this.#stopping = true;
    const lane = await this.#opening?.catch(() => undefined);
    try {
      if (this.#stop && !this.#ended) this.#onProxyEnded(await this.#stop());
    } catch (error) {
      this.trouble(error);
    }
    if (this.#launch) await this.#log?.addFiles(this.#launch, spec.folder);
    await lane?.close();
    if (this.#lane) journal.add({ kind: "lane-closed", lane: this.#lane_id });
  }

  /** Records trouble of the lane, or of one trial in it. */
  trouble(error: unknown, trial_id?: string): void {
    const code = error instanceof Problem ? error.code : "agent-failed";
    const of = trial_id === undefined ? {} : { trial_id };
    const lane = this.#lane_id;
    const { driver, place } = this.#options.plan;
    const whose = code === "proxy-start-failed" ? `${driver.id} (${place.program}): ` : "";
    const message = whose + messageOf(error);
    this.#options.journal.add({ kind: "trouble", code, message, lane, ...of });
  }

  async #render(prepared: PreparedLane, lane: Lane): Promise<LaunchSpec> {
    const { plan, spec } = this.#options;
    const { inside, as_root } = lane;
    const { routes, ready, dns, authority_file } = prepared;
    const rendered = routes.map((route, index) => {
      const topology = plan.trials[index]?.topology ?? defaultTopology;
      return { ...route, topology };
    });
    const launch = plan.driver.render({
      routes: [...rendered, { ...ready, topology: defaultTopology }],
      ...inside,
      as_root,
      ...(dns ? { dns } : {}),
      ...(authority_file === undefined ? {} : { authority_file }),
    });
    for (const [name, content] of Object.entries(launch.files)) {
      const file = join(spec.folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    return launch;
  }

  async #startProxy(lane: Lane, link: AgentLink, launch: LaunchSpec): Promise<string> {
    const { driver, place } = this.#options.plan;
    if (lane.startProxy) {
      const proxy = await lane.startProxy(place, driver, launch, (from, line) =>
        this.#logLine(from, line),
      );
      this.#stop = () => proxy.stop();
      void proxy.ended.then((end) => this.#onProxyEnded(end));
      return proxy.version;
    }
    const { program } = place;
    const { args, logs, stop_signal: signal } = launch;
    const { version_args } = driver;
    const { folder } = lane.inside;
    const command = { do: "start-proxy", program, args, version_args, logs, folder } as const;
    const { version } = await link.ask(command);
    this.#stop = () => link.ask({ do: "stop-proxy", signal });
    return version;
  }

  #logLine(from: "stdout" | "stderr", line: string): void {
    this.#said = [...this.#said.slice(1 - said_lines_max), line];
    if (this.#launch) this.#log?.addFrom(from, line, this.#launch);
  }

  #onProxyEnded(end: ProxyEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    const how = end.signal ?? `exit code ${end.code ?? "unknown"}`;
    this.#died(new Problem("proxy-start-failed", `it ended (${how})`));
    this.#options.journal.add({
      kind: "proxy-ended",
      lane: this.#lane_id,
      ...end,
      asked: this.#stopping,
    });
  }
}

function setupOf(trial: Trial, index: number): TrialSetup {
  const { acting, when, scope, topology, faulty, own_process, below_tls, descriptors_max, seed } =
    trial;
  return {
    trial_id: trial.id,
    route: `t${index + 1}`,
    acting,
    when,
    scope,
    topology,
    below_tls,
    ...(faulty ? { faulty } : {}),
    own_process,
    ...(descriptors_max === undefined ? {} : { descriptors_max }),
    seed,
  };
}
