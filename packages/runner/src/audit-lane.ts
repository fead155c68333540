import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, Problem } from "@gatecrash/core";
import type { Group, Lane, RequestSpec, Trial } from "@gatecrash/core";
import { isAbout } from "./agent/log-line.ts";
import type { LogNames } from "./agent/log-line.ts";
import { AgentLink } from "./agent-link.ts";
import type { AuditOptions } from "./audit.ts";
import { AuditProxy } from "./audit-proxy.ts";
import type { RunJournal } from "./journal.ts";
import { Turns } from "./turns.ts";

/** Trials of different upstreams that run side by side in one lane. */
const beside_max = 6;

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
  #lane: Lane | undefined;
  #link: AgentLink | undefined;
  #proxy: AuditProxy | undefined;
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
      await this.#open();
      return true;
    } catch (error) {
      this.#trouble(error);
      return false;
    }
  }

  async #open(): Promise<void> {
    const { launcher, world, folder, agent, code_folders, configuration } = this.#options;
    const own = join(folder, "lanes", this.#id);
    await mkdir(own, { recursive: true });
    const lane = await launcher.open({
      run_id: folder.split("/").at(-1) ?? "run",
      lane_id: this.#id,
      folder: own,
      agent,
      code_folders,
      needs: [],
      world: { ...world.lane, tree: this.#tree },
    });
    this.#lane = lane;
    this.#journal.add({ kind: "lane-opened", lane: this.#id, launcher: launcher.id });
    const link = new AgentLink(lane, {
      onFact: (fact) => {
        this.#journal.addTimed(fact);
      },
      onLine: (from, line) => this.#proxy?.line(from, line),
      onProxyEnded: (end) => this.#proxy?.ended(end),
    });
    this.#link = link;
    const log_files = (configuration.logs ?? []).map(({ path }) => path);
    await link.ask({ do: "open-world", lane: this.#id, world: world.spec, log_files });
    this.#proxy = new AuditProxy(this.#id, lane, link, this.#options, this.#journal);
    await this.#proxy.start();
  }

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
      const work = this.#run(next).finally(() => {
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

  /** Runs a trial; a proxy that does not find back to its upstreams afterwards is started anew. */
  async #run(trial: Trial): Promise<void> {
    const trial_id = trial.id;
    this.#journal.add({ kind: "trial-started", trial_id, lane: this.#id });
    try {
      await this.#forget(trial);
      const told = await this.#turns.shared(() => this.#ask(trial));
      this.#distrust(trial);
      const names = this.#names(trial);
      const streamed = this.#proxy?.take((line) => isAbout(line, names));
      for (const line of [...(told?.log_lines ?? []), ...(streamed ?? [])])
        this.#log(line, trial_id);
      if (told && (told.proxy_gone || !told.recovered)) {
        await this.#restart(told.proxy_gone ? trial_id : undefined);
      }
    } catch (error) {
      this.#trouble(error, trial_id);
    }
    this.#journal.add({ kind: "trial-ended", trial_id });
  }

  /**
   * A proxy that left a server out after an earlier trial would not meet this trial's fault: it is
   * started anew.
   */
  async #forget(trial: Trial): Promise<void> {
    if (this.#groups(trial).some(({ id }) => this.#distrusted.has(id))) await this.#restart();
  }

  /** Notes which groups a proxy counts failures of, or checks, so that a server may be left out. */
  #distrust(trial: Trial): void {
    if ((trial.audited?.faulty.length ?? 0) === 0) return;
    for (const { id, endpoints } of this.#groups(trial)) {
      const counts = endpoints.some(
        ({ failures_max, check }) => check !== undefined || (failures_max?.value ?? 0) > 0,
      );
      if (counts && endpoints.length > 1) this.#distrusted.add(id);
    }
  }

  async #restart(killed_by?: string): Promise<void> {
    await this.#turns.alone(async () => {
      this.#distrusted.clear();
      await this.#proxy?.restart(killed_by);
    });
  }

  /** How log lines name the servers of a trial: by address, or by their group's name. */
  #names(trial: Trial): LogNames {
    const of = trial.audited?.endpoints ?? [];
    const places = this.#options.world.spec.servers.filter(({ endpoint }) => of.includes(endpoint));
    const agent = trial.requests[0]?.headers["user-agent"];
    return {
      addresses: places.map(({ address: { address, port } }) =>
        port === 0 ? address : `${address}:${port}`,
      ),
      groups: this.#groups(trial).map(({ name }) => name),
      ...(agent === undefined ? {} : { agent }),
    };
  }

  #groups({ audited }: Trial): Group[] {
    return this.#options.configuration.groups.filter(({ endpoints }) =>
      endpoints.some(({ id }) => audited?.endpoints.includes(id)),
    );
  }

  #log(line: string, trial_id: string): void {
    const log = accessLine.test(line) ? ("access" as const) : ("error" as const);
    const parsed = this.#options.driver.parseLog(line, { from: { file: "log" }, log });
    const marks = parsed?.marks ?? [];
    this.#journal.add({
      kind: "logged",
      lane: this.#id,
      trial_id,
      log,
      line: line.slice(0, 4_000),
      marks,
    });
  }

  async #ask(trial: Trial) {
    const { audited, acting, fault, scope, below_tls, seed, requests } = trial;
    if (!audited) return undefined;
    const faulty = audited.faulty;
    const [request] = requests;
    const after: RequestSpec | undefined = faulty.length > 0 ? request : undefined;
    return this.#link?.ask({
      do: "run-audit-trial",
      trial_id: trial.id,
      endpoints: audited.endpoints,
      groups: this.#groups(trial).map(({ name }) => name),
      faulty,
      ...(faulty.length > 0 ? { acting } : {}),
      fault,
      scope,
      below_tls,
      seed,
      front: this.#options.frontOf(audited.route),
      requests,
      parallel: audited.parallel ?? false,
      deadline_ms: this.#options.deadlineOf(audited.route),
      ...(after ? { after } : {}),
    });
  }

  #trouble(error: unknown, trial_id?: string): void {
    const code = error instanceof Problem ? error.code : "agent-failed";
    const of = trial_id === undefined ? {} : { trial_id };
    const lane = this.#id;
    this.#journal.add({ kind: "trouble", code, message: messageOf(error), lane, ...of });
  }

  async close(): Promise<void> {
    await this.#proxy?.stop().catch((error: unknown) => {
      this.#trouble(error);
    });
    await this.#lane?.close();
    if (this.#lane) this.#journal.add({ kind: "lane-closed", lane: this.#id });
  }
}
