import { Problem } from "@gatecrash/core";
import type { Lane, ProxyEnd } from "@gatecrash/core";
import type { AgentLink } from "./agent-link.ts";
import type { AuditOptions } from "./audit.ts";
import type { RunJournal } from "./journal.ts";

const ready_ms_max = 10_000;

/** Lines that are kept of what the proxy says, to tell why it did not start. */
const said_lines_max = 20;
const kept_lines_max = 500;

/** The proxy of an audit's lane, on the user's own configuration. */
export class AuditProxy {
  readonly #lane_id: string;
  readonly #lane: Lane;
  readonly #link: AgentLink;
  readonly #options: AuditOptions;
  readonly #journal: RunJournal;
  #said: string[] = [];
  /** Lines that no trial has taken yet. */
  #lines: string[] = [];
  #stop: (() => Promise<ProxyEnd>) | undefined;
  #running = false;
  #stopping = false;
  #killed_by: string | undefined;

  constructor(
    lane_id: string,
    lane: Lane,
    link: AgentLink,
    options: AuditOptions,
    journal: RunJournal,
  ) {
    this.#lane_id = lane_id;
    this.#lane = lane;
    this.#link = link;
    this.#options = options;
    this.#journal = journal;
  }

  /** @throws Problem `proxy-start-failed` with what the proxy said itself */
  async start(): Promise<void> {
    const { driver, place, launch, fronts } = this.#options;
    this.#said = [];
    this.#stopping = false;
    this.#running = true;
    const version = await this.#launch();
    this.#journal.add({
      kind: "proxy-started",
      lane: this.#lane_id,
      proxy: driver.id,
      version,
      command: [place.program, ...launch.args],
      trial_ids: [],
    });
    const command = { do: "await-fronts", addresses: fronts, deadline_ms: ready_ms_max } as const;
    const { silent } = await this.#link.ask(command).catch((error: unknown) => {
      throw this.#failed(error instanceof Error ? error.message : String(error));
    });
    if (silent) throw this.#failed(`nothing listens at ${silent.address} port ${silent.port}`);
  }

  #failed(message: string): Problem {
    const said = this.#said.join("\n") || "nothing";
    return new Problem("proxy-start-failed", `${message}; it said:\n${said}`);
  }

  async #launch(): Promise<string> {
    const { driver, place, launch } = this.#options;
    if (this.#lane.startProxy) {
      const spec = { files: {}, ...launch };
      const proxy = await this.#lane.startProxy(place, driver, spec, (from, line) => {
        this.line(from, line);
      });
      this.#stop = () => proxy.stop();
      void proxy.ended.then((end) => {
        this.ended(end);
      });
      return proxy.version;
    }
    const { program } = place;
    const { args, logs } = launch;
    const { version_args } = driver;
    const { folder } = this.#lane.inside;
    const command = { do: "start-proxy", program, args, version_args, logs, folder } as const;
    const { version } = await this.#link.ask(command);
    this.#stop = () => this.#link.ask({ do: "stop-proxy", signal: "SIGTERM" });
    return version;
  }

  /** What it writes to its streams, or to its log servers. */
  line(_from: "stdout" | "stderr", line: string): void {
    this.#said = [...this.#said.slice(1 - said_lines_max), line];
    this.#lines = [...this.#lines.slice(1 - kept_lines_max), line];
  }

  /** The lines since the last time that are wanted; the others are kept for whoever wants them. */
  take(wanted: (line: string) => boolean): string[] {
    const taken = this.#lines.filter(wanted);
    this.#lines = this.#lines.filter((line) => !wanted(line));
    return taken;
  }

  ended(end: ProxyEnd): void {
    if (!this.#running) return;
    this.#running = false;
    const of = this.#killed_by === undefined ? {} : { trial_id: this.#killed_by };
    const asked = this.#stopping;
    this.#journal.add({ kind: "proxy-ended", lane: this.#lane_id, ...end, asked, ...of });
  }

  /** Stops it, if it still runs, and starts it anew. `killed_by`: the trial that it died of. */
  async restart(killed_by: string | undefined): Promise<void> {
    this.#killed_by = killed_by;
    await this.stop();
    this.#killed_by = undefined;
    await this.start();
  }

  async stop(): Promise<void> {
    this.#stopping = this.#killed_by === undefined;
    if (this.#stop && this.#running) this.ended(await this.#stop());
  }
}
