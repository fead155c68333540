import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isLacked, lateMsMax, messageOf, Problem, whyUnclear } from "@gatecrash/core";
import type {
  Lane,
  LaneSpec,
  Launcher,
  LaunchSpec,
  PreparedLane,
  Trial,
  TrialEnd,
} from "@gatecrash/core";
import { AgentLink } from "./agent-link.ts";
import { LaneProxy } from "./lane-proxy.ts";
import type { RunJournal } from "./journal.ts";
import type { LanePlan } from "./lanes.ts";
import { expectedOf, isLethal } from "./expected-of.ts";
import { renderContext, setupOf } from "./lane-setup.ts";
import { ProxyLog } from "./proxy-log.ts";
import { Turns } from "./turns.ts";
import { waitingTime } from "./waiting-time.ts";

export interface LaneRunOptions {
  plan: LanePlan;
  launcher: Launcher;
  spec: LaneSpec;
  journal: Pick<RunJournal, "add" | "addTimed" | "entries">;
  time_scale: number;
}

const ready_ms_max = 10_000;

/** One lane from opening to closing. Trouble is recorded; nothing that was recorded is lost. */
export class LaneRun {
  readonly #options: LaneRunOptions;
  readonly #lane_id: string;
  #opening: Promise<Lane> | undefined;
  #lane: Lane | undefined;
  #link: AgentLink | undefined;
  #launch: LaunchSpec | undefined;
  #log: ProxyLog | undefined;
  #proxy: LaneProxy | undefined;
  readonly #turns = new Turns();
  /** Trials that the proxy cannot be set up for. */
  readonly #left_out = new Set<string>();
  /** By trial: why it told nothing of the proxy. */
  readonly #unclear = new Map<Trial, string>();
  #stopping = false;

  constructor(options: LaneRunOptions) {
    this.#options = options;
    this.#lane_id = options.plan.id;
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
      onLine: (from, line) => this.#proxy?.line(from, line),
      onProxyEnded: (end) => this.#proxy?.ended(end),
    });
    this.#link = link;
    const trials = plan.trials.map((trial, index) => setupOf(trial, index));
    const prepared = await link.ask({
      do: "prepare",
      lane: this.#lane_id,
      folder: lane.inside.folder,
      trials,
      ...(lane.tools ? { tools: lane.tools } : {}),
    });
    await this.#startProxy(lane, link, prepared);
  }

  /** Starts the proxy; what its binary turns out to lack is left out, and it is started again. */
  async #startProxy(lane: Lane, link: AgentLink, prepared: PreparedLane): Promise<void> {
    for (;;) {
      this.#proxy = this.#proxyOf(lane, link, prepared);
      await this.#writeFiles();
      try {
        await this.#proxy.ensure();
        return;
      } catch (error) {
        if (!this.#leaveOut(messageOf(error))) throw error;
      }
    }
  }

  /** Writes the files that the proxy is started with. */
  async #writeFiles(): Promise<void> {
    for (const [name, content] of Object.entries(this.#launch?.files ?? {})) {
      const file = join(this.#options.spec.folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }

  /** Skips the trials that the proxy, by what it said, cannot be set up for. False if there are none. */
  #leaveOut(said: string): boolean {
    const { plan, journal } = this.#options;
    const lacked = plan.driver.lackedBySaying?.(said);
    const trials = plan.trials.filter(
      ({ id, topology }) => lacked && isLacked(lacked, topology) && !this.#left_out.has(id),
    );
    for (const { id: trial_id } of trials) {
      this.#left_out.add(trial_id);
      journal.add({ kind: "skipped", trial_id, reason: lacked?.reason ?? "" });
    }
    return trials.length > 0;
  }

  #proxyOf(lane: Lane, link: AgentLink, prepared: PreparedLane): LaneProxy {
    const { plan, journal, time_scale } = this.#options;
    const { driver, place, trials } = plan;
    const trial_ids = trials.map((trial) => trial.id);
    const routes = [...prepared.routes, prepared.ready];
    const log = new ProxyLog(driver, this.#lane_id, routes, trial_ids, journal.add);
    const launch = driver.render(renderContext(prepared, trials, lane, this.#left_out));
    this.#log = log;
    this.#launch = launch;
    return new LaneProxy(lane, link, {
      lane_id: this.#lane_id,
      driver,
      place,
      launch,
      trial_ids,
      awaitReady: () => {
        const deadline_ms = ready_ms_max * Math.max(1, time_scale);
        return link.ask({ do: "await-ready", route: prepared.ready.id, deadline_ms });
      },
      add: journal.add,
      onLine: (from, line) => {
        log.addFrom(from, line, launch);
      },
    });
  }

  /**
   * Runs one trial. Trouble becomes a fact of that trial. One that told nothing of the proxy has not
   * ended yet: see `unclear`.
   */
  async runTrial(trial: Trial): Promise<void> {
    const { entries, add } = this.#options.journal;
    if (this.#left_out.has(trial.id)) return;
    const from = entries.length;
    add({ kind: "trial-started", trial_id: trial.id, lane: this.#lane_id });
    const end = await this.#run(trial);
    if (this.#stopping) return;
    const why = end && whyUnclear(trial, end, { entries, from, driver: this.#options.plan.driver });
    if (why === undefined) add({ kind: "trial-ended", trial_id: trial.id });
    else this.#unclear.set(trial, why);
  }

  /** Trials that told nothing of the proxy beside the others. */
  get unclear(): Trial[] {
    return [...this.#unclear.keys()];
  }

  /** Runs an unclear trial once more, for the last time: the machine should be calm by now. */
  async runAgain(trial: Trial): Promise<void> {
    const { add } = this.#options.journal;
    const because = this.#unclear.get(trial);
    if (because === undefined) return;
    this.#unclear.delete(trial);
    add({ kind: "trial-repeated", trial_id: trial.id, because });
    await this.#run(trial);
    // What runs on while its proxy is being stopped saw the end of the run, not of the trial.
    if (!this.#stopping) add({ kind: "trial-ended", trial_id: trial.id });
  }

  /**
   * Lets a trial happen. One that met the death of the proxy is run again by itself: only so is it
   * known who killed it, and its neighbours are not spoilt.
   */
  async #run(trial: Trial): Promise<TrialEnd | undefined> {
    const trial_id = trial.id;
    try {
      if (this.kills(trial)) return await this.#runAlone(trial);
      const met = await this.#turns.shared(() => this.#runShared(trial));
      if (met !== "its death") return met;
      if (this.#stopping) return undefined;
      const because = "the proxy died while it ran";
      this.#options.journal.add({ kind: "trial-repeated", trial_id, because });
      return await this.#runAlone(trial);
    } catch (error) {
      if (!this.#stopping) this.trouble(error, trial_id);
      return undefined;
    }
  }

  /** True if the driver says that the trial kills its proxy. */
  kills(trial: Trial): boolean {
    const { driver, place } = this.#options.plan;
    return isLethal(trial, driver, place);
  }

  /** How long a trial takes by its plan and by what the driver expects, in ms. */
  takes(trial: Trial): number {
    const { driver, place } = this.#options.plan;
    const symptoms = trial.symptoms ?? [trial.symptom];
    const expected = symptoms.flatMap((each) => expectedOf(trial, driver, place, each));
    return waitingTime(trial, expected);
  }

  /** Runs a trial beside others. A proxy that is gone before it starts is started again. */
  async #runShared(trial: Trial): Promise<"its death" | TrialEnd | undefined> {
    await this.#proxy?.ensure();
    const starts = this.#proxy?.starts;
    const end = await this.#ask(trial);
    return end?.proxy_gone === true || starts !== this.#proxy?.starts ? "its death" : end;
  }

  async #runAlone(trial: Trial): Promise<TrialEnd | undefined> {
    return this.#turns.alone(async () => {
      let end: TrialEnd | undefined;
      await this.#proxy?.aloneWith(trial.id, async () => {
        end = await this.#ask(trial);
      });
      return end;
    });
  }

  /** Lets the agent run a trial, and waits for the death of a proxy that is gone at its end. */
  async #ask(trial: Trial): Promise<TrialEnd | undefined> {
    const { connect_ms, send_ms, read_ms, resolve_ms, queue_ms, body_ms } = trial.topology.timeouts;
    const once_ms = connect_ms + send_ms + read_ms + resolve_ms + queue_ms + (body_ms ?? 0);
    const deadline_ms =
      once_ms * (1 + trial.topology.retries) * 1.5 + 1_000 * this.#options.time_scale;
    const end = await this.#link?.ask({
      do: "run-trial",
      trial_id: trial.id,
      requests: trial.requests,
      deadline_ms,
      late_ms_max: lateMsMax(trial.topology),
    });
    if (end?.proxy_gone === true) await this.#proxy?.awaitDeath();
    return end;
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
      await this.#proxy?.stop();
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
}
