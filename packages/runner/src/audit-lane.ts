import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { addressText, messageOf, Problem } from "@gatecrash/core";
import type { Fact, Lane, Trial } from "@gatecrash/core";
import { isAbout } from "./agent/log-line.ts";
import { AgentLink } from "./agent-link.ts";
import { AgentPaths } from "./agent-paths.ts";
import type { AuditOptions } from "./audit.ts";
import { commandOf, groupsOf, logNamesOf } from "./audit-trial.ts";
import type { RunJournal } from "./journal.ts";
import { KeptLines } from "./kept-lines.ts";
import { LaneProxy } from "./lane-proxy.ts";
import { Turns } from "./turns.ts";
import { untilAborted } from "./until-aborted.ts";

/** Trials of different upstreams that run side by side in one lane. */
const beside_max = 6;

const ready_ms_max = 10_000;

/** Lines of streams and log servers that no trial has taken yet. */
const kept_lines_max = 500;

/** A request stands in quotes by itself; in nginx's error log it has a word before it. */
const accessLine = /(?<!request: )"[A-Z]+ \S+ HTTP\/[\d.]+"/;

/** One lane of an audit: the user's proxy in its world, and trials in it. Trouble is recorded. */
export class AuditLane {
  readonly #id: string;
  readonly #options: AuditOptions;
  readonly #journal: RunJournal;
  readonly #tree: string;
  readonly #turns = new Turns();
  /** Endpoints that a trial is at work on. */
  readonly #busy = new Set<string>();
  /** Groups whose servers the proxy may still hold for failed, because of an earlier trial. */
  readonly #distrusted = new Set<string>();
  /** Lines of its streams and log servers. */
  readonly #lines = new KeptLines(kept_lines_max);
  #opening: Promise<Lane> | undefined;
  #lane: Lane | undefined;
  #closing = false;
  #link: AgentLink | undefined;
  #paths: AgentPaths | undefined;
  #proxy: LaneProxy | undefined;
  #wake: (() => void)[] = [];

  constructor(number: number, options: AuditOptions, journal: RunJournal, tree: string) {
    this.#id = `${number}-${options.driver.id}`;
    this.#options = options;
    this.#journal = journal;
    this.#tree = tree;
  }

  /** Opens lane and world and starts the proxy. False if that failed; why is in the record. */
  async start(): Promise<boolean> {
    try {
      await untilAborted(this.#open(), this.#options.signal);
      return !this.#options.signal.aborted;
    } catch (error) {
      this.#trouble(error);
      return false;
    }
  }

  async #open(): Promise<void> {
    const { launcher, world, folder, agent, code_folders, configuration } = this.#options;
    const own = join(folder, "lanes", this.#id);
    await mkdir(own, { recursive: true });
    if (this.#closing) return;
    this.#opening = launcher.open({
      run_id: folder.split("/").at(-1) ?? "run",
      lane_id: this.#id,
      folder: own,
      agent,
      code_folders,
      needs: [],
      world: { ...world.lane, tree: this.#tree },
    });
    const lane = await this.#opening;
    // The audit may have ended meanwhile; then `close` has waited for the lane and closes it.
    if (this.#closing) return;
    this.#lane = lane;
    this.#add({ kind: "lane-opened", lane: this.#id, launcher: launcher.id });
    const link = new AgentLink(lane, {
      onFact: (fact) => {
        this.#journal.addTimed(fact);
      },
      onLine: (from, line) => this.#proxy?.line(from, line),
      onProxyEnded: (end) => this.#proxy?.ended(end),
    });
    this.#link = link;
    const paths = new AgentPaths(lane);
    this.#paths = paths;
    const log_files = (configuration.logs ?? []).map(({ path }) => paths.file(path));
    const inside = paths.world(world.spec);
    await link.ask({ do: "open-world", lane: this.#id, world: inside, log_files });
    this.#proxy = this.#proxyOf(lane, link);
    await this.#proxy.ensure();
  }

  #proxyOf(lane: Lane, link: AgentLink): LaneProxy {
    const { driver, place, launch, fronts } = this.#options;
    const addresses = fronts.map((front) => this.#paths?.address(front) ?? front);
    return new LaneProxy(lane, link, {
      lane_id: this.#id,
      driver,
      place,
      launch,
      trial_ids: [],
      awaitReady: async () => {
        const command = { do: "await-fronts", addresses, deadline_ms: ready_ms_max } as const;
        const { silent } = await link.ask(command);
        if (!silent) return;
        throw new Problem("proxy-start-failed", `nothing listens at ${addressText(silent)}`);
      },
      add: this.#add,
      onLine: (_from, line) => {
        this.#lines.add([line]);
      },
    });
  }

  /** What is still at work when the audit ends saw the end of it: that is no fact of a trial. */
  readonly #add = (fact: Fact): void => {
    if (!this.#closing || fact.kind === "proxy-ended") this.#journal.add(fact);
  };

  /** Runs trials until the list, which lanes share, is empty. Trials of one upstream follow one another. */
  async runAll(trials: Trial[]): Promise<void> {
    const running = new Set<Promise<void>>();
    while (trials.length > 0 && !this.#options.signal.aborted) {
      const next = running.size < beside_max ? this.#take(trials) : undefined;
      if (!next) {
        if (running.size === 0) return;
        await new Promise<void>((resolve) => this.#wake.push(resolve));
        continue;
      }
      const work = untilAborted(this.#run(next), this.#options.signal).finally(() => {
        running.delete(work);
        for (const endpoint of next.audited?.endpoints ?? []) this.#busy.delete(endpoint);
        for (const wake of this.#wake.splice(0)) wake();
      });
      running.add(work);
    }
    await Promise.all(running);
  }

  /** The next trial whose upstreams are free, taken off the list. */
  #take(trials: Trial[]): Trial | undefined {
    const free = ({ audited }: Trial) => !audited?.endpoints.some((each) => this.#busy.has(each));
    const index = trials.findIndex(free);
    const [trial] = index < 0 ? [] : trials.splice(index, 1);
    for (const endpoint of trial?.audited?.endpoints ?? []) this.#busy.add(endpoint);
    return trial;
  }

  /**
   * Runs a trial. One that met the death of the proxy is run again by itself: only so is it known who
   * killed it. A proxy that does not find back to its upstreams afterwards is started anew.
   */
  async #run(trial: Trial): Promise<void> {
    const trial_id = trial.id;
    this.#add({ kind: "trial-started", trial_id, lane: this.#id });
    try {
      await this.#forget(trial);
      let told = await this.#turns.shared(() => this.#runShared(trial));
      if (told?.proxy_gone) {
        const because = "the proxy died while it ran";
        this.#add({ kind: "trial-repeated", trial_id, because });
        told = await this.#runAlone(trial);
      }
      this.#distrust(trial);
      this.#takeLines(trial, told?.log_lines ?? []);
      if (told && !told.proxy_gone && !told.recovered) await this.#restart();
    } catch (error) {
      this.#trouble(error, trial_id);
    }
    this.#add({ kind: "trial-ended", trial_id });
  }

  /** Runs a trial beside others. It met a death, too, if the proxy was started anew meanwhile. */
  async #runShared(trial: Trial) {
    await this.#proxy?.ensure();
    const starts = this.#proxy?.starts;
    const told = await this.#ask(trial);
    if (told?.proxy_gone) await this.#proxy?.awaitDeath();
    return told && { ...told, proxy_gone: told.proxy_gone || starts !== this.#proxy?.starts };
  }

  async #runAlone(trial: Trial) {
    return this.#turns.alone(async () =>
      this.#proxy?.aloneWith(trial.id, async () => {
        const told = await this.#ask(trial);
        if (told?.proxy_gone) await this.#proxy?.awaitDeath();
        return told;
      }),
    );
  }

  #takeLines(trial: Trial, from_files: readonly string[]): void {
    const names = logNamesOf(trial, this.#options);
    const streamed = this.#lines.take((line) => isAbout(line, names));
    for (const line of [...from_files, ...streamed]) this.#log(line, trial.id);
  }

  /**
   * A proxy that left a server out after an earlier trial would not meet this trial's fault: it is
   * started anew.
   */
  async #forget(trial: Trial): Promise<void> {
    if (groupsOf(trial, this.#options).some(({ id }) => this.#distrusted.has(id)))
      await this.#restart();
  }

  /** Notes which groups a proxy counts failures of, or checks, so that a server may be left out. */
  #distrust(trial: Trial): void {
    if ((trial.audited?.faulty.length ?? 0) === 0) return;
    for (const { id, endpoints } of groupsOf(trial, this.#options)) {
      const counts = endpoints.some(
        ({ failures_max, check }) => check !== undefined || (failures_max?.value ?? 0) > 0,
      );
      if (counts && endpoints.length > 1) this.#distrusted.add(id);
    }
  }

  async #restart(): Promise<void> {
    await this.#turns.alone(async () => {
      this.#distrusted.clear();
      await this.#proxy?.restart();
    });
  }

  #log(line: string, trial_id: string): void {
    const log = accessLine.test(line) ? ("access" as const) : ("error" as const);
    const parsed = this.#options.driver.parseLog(line, { from: { file: "log" }, log });
    const marks = parsed?.marks ?? [];
    this.#add({
      kind: "logged",
      lane: this.#id,
      trial_id,
      log,
      line: line.slice(0, 4_000),
      marks,
    });
  }

  async #ask(trial: Trial) {
    const command = this.#paths && commandOf(trial, this.#options, this.#paths);
    return command && this.#link?.ask(command);
  }

  #trouble(error: unknown, trial_id?: string): void {
    const code = error instanceof Problem ? error.code : "agent-failed";
    const of = trial_id === undefined ? {} : { trial_id };
    const lane = this.#id;
    this.#add({ kind: "trouble", code, message: messageOf(error), lane, ...of });
  }

  /** Never throws. A lane that is still being opened is closed as soon as it is open. */
  async close(): Promise<void> {
    const lane = this.#lane ?? (await this.#ending());
    await this.#proxy?.stop().catch((error: unknown) => {
      this.#trouble(error);
    });
    this.#closing = true;
    await lane?.close();
    if (this.#lane) this.#journal.add({ kind: "lane-closed", lane: this.#id });
  }

  async #ending(): Promise<Lane | undefined> {
    this.#closing = true;
    return this.#opening?.catch(() => undefined);
  }
}
